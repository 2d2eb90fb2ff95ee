/** The conversation that is open, or the app with its two tabs. The guide stands above it until it is put away. */

import { composer } from "./composer.js";
import { h, names } from "./dom.js";
import { guide } from "./guide.js";
import { homeTab } from "./home.js";
import { icon } from "./icons.js";
import { messageList } from "./messages.js";
import { channelName } from "./offers.js";
import { avatar } from "./people.js";
import { appChannel, goTo, isInApp } from "./places.js";
import { state } from "./state.js";

export function mainPane() {
  const isHome = state.place === "home";
  return h("main", { class: "main" },
    isInApp() ? appHeader(isHome) : channelHeader(),
    guide(),
    isHome ? homeTab() : [messageList(), composer()]);
}

function channelHeader() {
  const channel = state.screen.channel ?? state.screen.channels.find(({ id }) => id === state.place);
  if (!channel) return h("div", { class: "main-header", key: "header" }, h("h1", {}, "…"));
  const isPrivate = channel.kind === "private";
  const name = channelName({ ...state.screen.channels.find(({ id }) => id === channel.id), ...channel });
  return h("div", { class: "main-header", key: "header" },
    h("h1", {}, icon(isPrivate ? "lock" : "hash"), name),
    isPrivate && h("span", { class: "sr-only" }, "private channel"),
    channel.bot_is_member === false && h("p", { class: "header-note" }, icon("info"), `${state.start.bot.name} is not in this channel`));
}

function appHeader(isHome) {
  const { bot } = state.start;
  const messages = appChannel();
  return h("div", { class: "main-header app", key: "app-header" },
    h("h1", {}, avatar(bot.id, bot.name, "small"), bot.name, h("span", { class: "app-badge" }, "APP")),
    h("div", { class: "tabs", role: "group", "aria-label": `${bot.name} has two tabs` },
      tab("Home", isHome, () => goTo("home")),
      messages && tab("Messages", !isHome, () => goTo(messages.id), messages.unread)));
}

function tab(label, isHere, go, unread = 0) {
  return h("button", { class: names("tab", { here: isHere }), type: "button", key: label, "aria-current": isHere ? "page" : undefined, on: { click: go } },
    label, unread > 0 && h("span", { class: "unread-count" }, unread, h("span", { class: "sr-only" }, " unread")));
}
