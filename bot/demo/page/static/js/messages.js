/**
 * A conversation, newest at the bottom. It follows new messages only while its reader is at the bottom; who has scrolled
 * up to read is left there and told that there is more.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { message } from "./message.js";
import { readingZone, now, state, update } from "./state.js";
import { dateNumber, dayDivider } from "./time.js";

const SAME_AUTHOR = 5 * 60;
const AT_BOTTOM = 60;

/** What stands in the channel itself: everything but replies that were not sent to it too. */
export function messageList() {
  const { screen, place } = state;
  const shown = screen.messages.filter(({ thread_ts: thread, broadcast, ts }) => !thread || thread === ts || broadcast);
  return h("div", { class: "messages-box", key: `messages ${state.as} ${place}` },
    h("div", {
      class: "messages", role: "log", "aria-label": "Messages", "aria-live": "polite", tabindex: "0",
      init: toBottom, after: followDown, on: { scroll: noticeScroll },
    }, h("div", { class: "messages-space", key: "space" }), opening(shown), rows(shown, place)),
    state.isBehind && h("button", { class: "to-newest", key: "newest", type: "button", on: { click: jump } }, icon("down"), "Newest messages"));
}

/** Messages with day lines between; one that goes on shortly after the same author has no head of its own. */
export function rows(shown, place, { isThread = false } = {}) {
  const zone = readingZone();
  return shown.flatMap((one, index) => {
    const before = shown[index - 1];
    const isNewDay = !before || dateNumber(before.ts, zone) !== dateNumber(one.ts, zone);
    const goesOn = !isNewDay && before.user === one.user && one.ts - before.ts < SAME_AUTHOR && !before.only_for_you
      && !one.only_for_you && !one.is_bot && !(one.broadcast && !isThread);
    const line = isNewDay && !isThread && dayLine(one.ts, zone);
    return [line, message(one, place, { goesOn, isThread })];
  });
}

function dayLine(ts, zone) {
  const day = dayDivider(Number(ts), zone, now());
  const key = dateNumber(ts, zone);
  return [h("hr", { class: "day-rule", key: `rule ${key}` }), h("div", { class: "day-line", key: `day ${key}` }, h("span", {}, day))];
}

function opening(shown) {
  if (shown.length > 3 || !state.screen.channel) return null;
  const { name, kind } = state.screen.channel;
  const text = kind === "im" ? `This is where ${state.start.bot.name} writes to you alone.` : `This is the beginning of #${name}.`;
  return h("p", { class: "opening", key: "opening" }, text);
}

function isAtBottom(node) {
  return node.scrollHeight - node.scrollTop - node.clientHeight < AT_BOTTOM;
}

export function toBottom(node) {
  node.scrollTop = node.scrollHeight;
  node.wasAtBottom = true;
  node.lastHeight = node.scrollHeight;
}

export function followDown(node) {
  const hasGrown = node.scrollHeight > (node.lastHeight ?? 0);
  node.lastHeight = node.scrollHeight;
  if (node.wasAtBottom) node.scrollTop = node.scrollHeight;
  else if (hasGrown && !state.isBehind) update({ isBehind: true });
}

export function noticeScroll({ currentTarget: node }) {
  node.wasAtBottom = isAtBottom(node);
  if (node.wasAtBottom && state.isBehind) update({ isBehind: false });
}

function jump({ currentTarget }) {
  toBottom(currentTarget.parentElement.querySelector(".messages"));
  update({ isBehind: false });
}
