/** The workspace's conversations as the acting person sees them; the bot stands under Apps, not among the people. */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { channelName } from "./offers.js";
import { avatar, nameOf } from "./people.js";
import { actAs, appChannel, goTo, isInApp } from "./places.js";
import { state } from "./state.js";

export function sidebar() {
  const { channels } = state.screen;
  const shown = channels.filter(({ archived }) => !archived);
  const direct = shown.filter(({ kind, peer }) => (kind === "im" && peer !== state.start.bot.id) || kind === "mpim");
  return h("nav", { class: "sidebar", id: "sidebar", "aria-label": "Channels and apps" },
    h("div", { class: "workspace" }, h("span", { class: "workspace-mark", "aria-hidden": "true" }, icon("building")), h("strong", {}, "Keydesk demo")),
    h("div", { class: "sidebar-lists" },
      section("Channels", shown.filter(({ kind }) => kind === "public" || kind === "private").map(channelItem)),
      direct.length > 0 && section("Direct messages", direct.map(channelItem)),
      section("Apps", [appItem()])),
    whoActs());
}

function section(title, items) {
  const id = `list-${title.toLowerCase().replaceAll(" ", "-")}`;
  return h("section", { key: title }, h("h2", { id }, title), h("ul", { "aria-labelledby": id }, items));
}

function channelItem(channel) {
  const shape = { private: "lock", mpim: "people" }[channel.kind] ?? "hash";
  const face = channel.kind === "im" ? avatar(channel.peer, channelName(channel), "tiny") : icon(shape);
  return item(channel.id, face, channelName(channel), channel.unread, state.place === channel.id, channel.shared);
}

function appItem() {
  const bot = state.start.bot;
  return item("home", avatar(bot.id, bot.name, "tiny"), bot.name, appChannel()?.unread ?? 0, isInApp());
}

function item(place, face, name, unread, isHere, isShared = false) {
  const go = () => goTo(place === "home" && unread ? appChannel().id : place);
  return h("li", { key: place },
    h("button", { class: names("place", { unread, here: isHere }), type: "button", "aria-current": isHere ? "page" : undefined, on: { click: go } },
      face,
      h("span", { class: "place-name" }, name),
      isShared && h("span", { class: "shared", title: "Shared with another company" }, icon("share"), h("span", { class: "sr-only" }, "shared")),
      unread > 0 && h("span", { class: "unread-count" }, unread, h("span", { class: "sr-only" }, " unread"))));
}

function whoActs() {
  const me = state.start.people.find(({ id }) => id === state.as);
  const items = state.start.people.map((person) => ({
    name: person.id, label: person.name, about: person.role, pick: () => actAs(person.id),
  }));
  const face = [
    avatar(state.as, nameOf(state.as), "small"),
    h("span", { class: "who-words" }, h("strong", {}, nameOf(state.as)), h("small", {}, me?.role)),
    icon("down"),
  ];
  const label = `You are ${nameOf(state.as)}. Act as somebody else`;
  return menuButton({ name: "who", label, face, items, className: "who", above: true });
}
