/** One message. An ephemeral one says that nobody else sees it, an edited one that it is; the rest shows on hover. */

import { blocks } from "./blocks.js";
import { ofMessage } from "./contexts.js";
import { changesOf } from "./drafts.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { keep } from "./kept.js";
import { isMenuOpen, tools } from "./message_tools.js";
import { parseMrkdwn, textOf } from "./mrkdwn.js";
import { counted } from "./parts.js";
import { avatar, nameOf } from "./people.js";
import { openThread } from "./places.js";
import { rich } from "./rich.js";
import { now, readingZone, state } from "./state.js";
import { ago, clockTime, wholeMoment } from "./time.js";

const FACES = 3;
const LONGEST_LINK = 80;
const MINUTE = 60;

/** `goesOn`: the author and the time stand on the message before. */
export function message(one, channel, { goesOn = false, isThread = false } = {}) {
  const look = { goesOn, isThread, replies: repliesTo(one), parent: one.broadcast && !isThread && parentOf(one) };
  const context = ofMessage(one, channel);
  const describe = () => described(one, context, look);
  if (isMenuOpen(one, isThread) || isTouched(context)) return describe();
  const { replies, parent } = look;
  const around = [goesOn, parent, replies.length, replies.at(-1), changesOf(context), state.as, state.screen.names];
  const minute = Math.floor(now() / MINUTE);
  return keep(one, `${channel} ${isThread}`, [...around, readingZone(), minute], describe);
}

/** Something of it is open or waiting, and may look different on every draw. */
function isTouched({ key }) {
  return Boolean(state.popup?.name.startsWith(key)) || [...state.waiting].some((name) => name.startsWith(key));
}

function repliesTo(one) {
  if (!one.reply_count) return [];
  return state.screen.messages.filter(({ thread_ts: thread, ts }) => thread === one.ts && ts !== one.ts);
}

function parentOf(one) {
  return state.screen.messages.find(({ ts }) => ts === one.thread_ts);
}

function described(one, context, look) {
  const { goesOn, isThread, parent } = look;
  const marks = [goesOn && "goes-on", one.only_for_you && "only-you", isMenuOpen(one, isThread) && "menu-open"];
  const label = `${one.name}, ${clockTime(one.ts, readingZone())}`;
  return h(
    "article.message",
    { class: marks.filter(Boolean).join(" "), key: `${one.ts} ${one.user}`, "aria-label": label },
    one.only_for_you && h("p.only-you-mark", { key: "mark" }, icon("eye"), "Only visible to you"),
    one.broadcast && !isThread && broadcastMark(one, parent),
    h("div.message-row", { key: "row" }, side(one, goesOn), content(one, context, look)),
    tools(one, context, isThread),
  );
}

function side(one, goesOn) {
  return goesOn ? h("span.side-time", moment(one)) : avatar(one.user, one.name);
}

function content(one, context, { goesOn, isThread, replies }) {
  return h(
    "div.message-body",
    !goesOn && head(one),
    ...body(one, context),
    one.edited && h("p.edited", { key: "edited" }, "(edited)"),
    !isThread && one.reply_count > 0 && threadLink(one, replies),
  );
}

function head(one) {
  const badge = one.is_bot && h("span.app-badge", "APP");
  return h("div.message-head", { key: "head" }, h("strong", one.name), badge, moment(one));
}

function moment({ ts }) {
  const zone = readingZone();
  const props = { datetime: new Date(ts * 1000).toISOString(), title: wholeMoment(ts, zone) };
  return h("time.message-time", props, clockTime(ts, zone));
}

/** With blocks, a message's text is for notifications alone. */
function body(one, context) {
  return [said(one, context), ...(one.files ?? []).map(fileLink)];
}

function fileLink({ id, name }) {
  const href = `/api/file?${new URLSearchParams({ as: state.as, id })}`;
  return h("p.file", { key: `file ${id}` }, h("a.link", { href, download: name }, name));
}

function said(one, context) {
  if (one.blocks?.length) return blocks(one.blocks, context);
  return h("div.rich", { key: "text" }, rich(parseMrkdwn(one.text)));
}

function broadcastMark(one, parent) {
  const text = parent ? textOf(parseMrkdwn(parent.text), nameOf).slice(0, LONGEST_LINK) : "an earlier message";
  const link = h("button.link", { type: "button", on: { click: () => openThread(one.thread_ts) } }, text);
  return h("p.broadcast-mark", { key: "broadcast" }, icon("thread"), h("span", "replied to a thread:"), link);
}

function threadLink(one, replies) {
  const people = [...new Set(replies.map(({ user }) => user))].slice(0, FACES);
  const last = replies.at(-1);
  return h(
    "button.thread-link",
    { key: "thread", type: "button", on: { click: () => openThread(one.ts) } },
    people.map((id) => avatar(id, nameOf(id), "tiny")),
    h("strong", counted(one.reply_count, "reply", "replies")),
    last && h("span.thread-last", `Last reply ${ago(Number(last.ts), now())}`),
    h("span.thread-view", { "aria-hidden": "true" }, "View thread"),
  );
}
