/** One message. An ephemeral one says that nobody else sees it; an edited one says so; what can be done shows on hover. */

import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { ofMessage } from "./contexts.js";
import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { tell } from "./interact.js";
import { refresh } from "./live.js";
import { menuButton } from "./menu.js";
import { parseMrkdwn } from "./mrkdwn.js";
import { avatar, nameOf } from "./people.js";
import { openThread } from "./places.js";
import { rich, words } from "./rich.js";
import { isOpen } from "./popup.js";
import { now, readingZone, state } from "./state.js";
import { ago, clockTime, wholeMoment } from "./time.js";
import { toast } from "./toasts.js";

const FACES = 3;

export function message(one, channel, { goesOn = false, isThread = false } = {}) {
  const look = { "goes-on": goesOn, "only-you": one.only_for_you, "menu-open": isOpen(menuName(one, isThread)) };
  return h("article", { class: names("message", look), key: `${one.ts} ${one.user}`, "aria-label": `${one.name}, ${clockTime(one.ts, readingZone())}` },
    one.only_for_you && h("p", { class: "only-you-mark", key: "mark" }, icon("eye"), "Only visible to you"),
    one.broadcast && !isThread && h("p", { class: "broadcast-mark", key: "broadcast" }, icon("thread"), "replied to a thread: ", parentLink(one)),
    h("div", { class: "message-row", key: "row" },
      goesOn ? h("span", { class: "side-time" }, moment(one)) : avatar(one.user, one.name),
      h("div", { class: "message-body" },
        !goesOn && head(one),
        body(one, channel),
        one.edited && h("p", { class: "edited", key: "edited" }, "(edited)"),
        !isThread && one.reply_count > 0 && threadLink(one))),
    tools(one, channel, isThread));
}

function head(one) {
  return h("div", { class: "message-head", key: "head" },
    h("strong", {}, one.name),
    one.is_bot && h("span", { class: "app-badge" }, "APP"),
    moment(one));
}

function moment({ ts }) {
  const zone = readingZone();
  return h("time", { class: "message-time", datetime: new Date(ts * 1000).toISOString(), title: wholeMoment(ts, zone) }, clockTime(ts, zone));
}

/** With blocks, a message's text is for notifications alone. */
function body(one, channel) {
  if (one.blocks?.length) return blocks(one.blocks, ofMessage(one, channel));
  return h("div", { class: "rich", key: "text" }, rich(parseMrkdwn(one.text)));
}

function parentLink(one) {
  const parent = state.screen.messages.find(({ ts }) => ts === one.thread_ts);
  const text = parent ? parent.text.replace(/[*_~`]|<[^>]*>/g, "").slice(0, 80) : "an earlier message";
  return h("button", { class: "link", type: "button", on: { click: () => openThread(one.thread_ts) } }, text);
}

function threadLink(one) {
  const replies = state.screen.messages.filter(({ thread_ts: thread, ts }) => thread === one.ts && ts !== one.ts);
  const people = [...new Set(replies.map(({ user }) => user))].slice(0, FACES);
  const count = `${one.reply_count} ${one.reply_count === 1 ? "reply" : "replies"}`;
  const last = replies.at(-1);
  return h("button", { class: "thread-link", key: "thread", type: "button", on: { click: () => openThread(one.ts) } },
    people.map((id) => avatar(id, nameOf(id), "tiny")),
    h("strong", {}, count),
    last && h("span", { class: "thread-last" }, `Last reply ${ago(Number(last.ts), now())}`),
    h("span", { class: "thread-view", "aria-hidden": "true" }, "View thread"));
}

function menuName(one, isThread) {
  return `message ${one.ts} ${isThread}`;
}

/** Thread, and the app's shortcuts for messages. Slack offers neither on what only you can see. */
function tools(one, channel, isThread) {
  if (one.only_for_you) return null;
  const items = state.start.shortcuts.filter(({ type }) => type === "message").map((shortcut) => ({
    name: shortcut.callback_id,
    label: shortcut.name,
    about: state.start.bot.name,
    icon: "key",
    pick: () => run(shortcut, channel, one.ts),
  }));
  items.push({ name: "copy", label: "Copy text", icon: "copy", pick: () => copy(one) });
  return h("div", { class: "tools", key: "tools" },
    !isThread && h("button", { type: "button", "aria-label": "View thread", title: "View thread", on: { click: () => openThread(one.thread_ts ?? one.ts) } }, icon("thread")),
    menuButton({ name: menuName(one, isThread), label: `More actions for the message of ${one.name}`, face: icon("more"), items, align: "right" }));
}

async function run(shortcut, channel, ts) {
  tell(await act("message_shortcut", { callback_id: shortcut.callback_id, channel, ts }));
  refresh();
}

async function copy(one) {
  const said = one.blocks?.length ? one.blocks.map(({ text }) => words(text)).filter(Boolean).join("\n") : one.text;
  try {
    await navigator.clipboard.writeText(said);
    toast("Copied.");
  } catch {
    toast("This browser does not let the page copy.");
  }
}
