/** The workspace's conversations as the acting person sees them; the bot stands under Apps, not among the people. */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { channelName } from "./offers.js";
import { unreadCount, unseen } from "./parts.js";
import { avatar, nameOf } from "./people.js";
import { actAs, appChannel, goTo, isInApp } from "./places.js";
import { state } from "./state.js";

export function sidebar() {
  const { bot } = state.start;
  const shown = state.screen.channels.filter(({ archived, member }) => !archived && member !== false);
  const channels = shown.filter(({ kind }) => kind === "public" || kind === "private");
  const direct = shown.filter(({ kind, peer }) => (kind === "im" && peer !== bot.id) || kind === "mpim");
  const mark = h("span.workspace-mark", { "aria-hidden": "true" }, icon("building"));
  return h(
    "nav.sidebar",
    { "aria-label": "Channels and apps" },
    h("div.workspace", mark, h("strong", "Keydesk demo")),
    h(
      "div.sidebar-lists",
      section("Channels", channels.map(channelItem)),
      direct.length > 0 && section("Direct messages", direct.map(channelItem)),
      section("Apps", [appItem()]),
    ),
    whoActs(),
  );
}

function section(title, items) {
  const id = `list-${title.toLowerCase().replaceAll(" ", "-")}`;
  return h("section", { key: title }, h("h2", { id }, title), h("ul", { "aria-labelledby": id }, items));
}

function channelItem({ id, kind, peer, name, unread, shared }) {
  const shape = { private: "lock", mpim: "people" }[kind] ?? "hash";
  const words = channelName({ kind, peer, name });
  const face = kind === "im" ? avatar(peer, words, "tiny") : icon(shape);
  return item({ place: id, face, name: words, unread, isHere: state.place === id, isShared: shared });
}

function appItem() {
  const { bot } = state.start;
  const unread = appChannel()?.unread ?? 0;
  const place = unread ? appChannel().id : "home";
  return item({ key: "app", place, face: avatar(bot.id, bot.name, "tiny"), name: bot.name, unread, isHere: isInApp() });
}

function item({ place, key = place, face, name, unread, isHere, isShared = false }) {
  const props = { type: "button", "aria-current": isHere ? "page" : undefined, on: { click: () => goTo(place) } };
  const shared = () => h("span.shared", { title: "Shared with another company" }, icon("share"), unseen("shared"));
  return h(
    "li",
    { key },
    h(
      "button.place",
      { class: names({ unread, here: isHere }), ...props },
      face,
      h("span.place-name", name),
      isShared && shared(),
      unreadCount(unread),
    ),
  );
}

function whoActs() {
  const me = state.start.people.find(({ id }) => id === state.as);
  const items = state.start.people.map((person) => ({
    name: person.id,
    label: person.name,
    about: person.role,
    pick: () => actAs(person.id),
  }));
  const face = [
    avatar(state.as, nameOf(state.as), "small"),
    h("span.who-words", h("strong", nameOf(state.as)), h("small", me?.role)),
    icon("down"),
  ];
  const label = `You are ${nameOf(state.as)}. Act as somebody else`;
  return menuButton({ name: "who", label, face, items, className: "who", above: true });
}
