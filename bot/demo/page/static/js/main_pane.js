/** The conversation that is open, or the app with its two tabs. The guide stands above it until it is put away. */

import { busy } from "./busy.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { guide } from "./guide.js";
import { homeTab } from "./home.js";
import { icon } from "./icons.js";
import { messageList } from "./messages.js";
import { channelName } from "./offers.js";
import { unreadCount, unseen } from "./parts.js";
import { avatar } from "./people.js";
import { appChannel, goTo, isInApp } from "./places.js";
import { state } from "./state.js";

export function mainPane() {
  const isHome = state.place === "home";
  return h(
    "main.main",
    { id: "main", tabindex: "-1" },
    isInApp() ? appHeader(isHome) : channelHeader(),
    busy(),
    guide(),
    isHome ? homeTab() : [messageList(), composer()],
  );
}

function channelHeader() {
  const here = state.screen.channels.find(({ id }) => id === state.place);
  if (!here) return h("div.main-header", { key: "header" }, h("h1", "…"));
  const isPrivate = here.kind === "private";
  const isWithoutBot = state.screen.channel?.bot_is_member === false;
  const note = () => h("p.header-note", icon("info"), `${state.start.bot.name} is not in this channel`);
  return h(
    "div.main-header",
    { key: "header" },
    h("h1", icon(isPrivate ? "lock" : "hash"), isPrivate && unseen("private channel "), channelName(here)),
    isWithoutBot && note(),
  );
}

function appHeader(isHome) {
  const { bot } = state.start;
  const messages = appChannel();
  return h(
    "div.main-header.app",
    { key: "app-header" },
    h("h1", avatar(bot.id, bot.name, "small"), bot.name, h("span.app-badge", "APP")),
    h(
      "div.tabs",
      { role: "group", "aria-label": `${bot.name} has two tabs` },
      tab("Home", isHome, () => goTo("home")),
      messages && tab("Messages", !isHome, () => goTo(messages.id), messages.unread),
    ),
  );
}

function tab(label, isHere, go, unread = 0) {
  const props = { type: "button", key: label, "aria-current": isHere ? "page" : undefined, on: { click: go } };
  return h("button.tab", { class: isHere ? "here" : "", ...props }, label, unreadCount(unread));
}
