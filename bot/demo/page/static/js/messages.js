/** A conversation, newest at the bottom, a line between two days of the reader's zone. */

import { h } from "./dom.js";
import { following, toBottom } from "./following.js";
import { icon } from "./icons.js";
import { keep } from "./kept.js";
import { message } from "./message.js";
import { now, readingZone, state } from "./state.js";
import { dateNumber, dayDivider } from "./time.js";

const SAME_AUTHOR = 5 * 60;
const FEW = 3;

/** What stands in the channel itself: everything but replies that were not sent to it too. */
export function messageList() {
  const { screen, place } = state;
  const shown = screen.messages.filter(({ thread_ts: thread, broadcast, ts }) => !thread || thread === ts || broadcast);
  const name = `messages ${state.as} ${place}`;
  const props = { role: "log", "aria-label": "Messages", "aria-live": "polite", tabindex: "0", ...following(name) };
  return h(
    "div.messages-box",
    { key: name },
    h("div.messages", props, h("div.messages-space", { key: "space" }), opening(shown), rows(shown, place)),
    state.behind.has(name) && newest(),
  );
}

/** Messages with day lines between; one that goes on shortly after the same author has no head of its own. */
export function rows(shown, place, isThread = false) {
  const zone = readingZone();
  return shown.map((one, index) => {
    const before = shown[index - 1];
    const isNewDay = !before || dayOf(before, zone) !== dayOf(one, zone);
    const line = isNewDay && !isThread && dayLine(one.ts, zone);
    return [line, message(one, place, { goesOn: !isNewDay && goesOn(before, one, isThread), isThread })];
  });
}

function dayOf(one, zone) {
  return keep(one, "day", [zone], () => dateNumber(one.ts, zone));
}

function goesOn(before, one, isThread) {
  const isPlain = !one.is_bot && !before.only_for_you && !one.only_for_you && (isThread || !one.broadcast);
  return isPlain && before.user === one.user && one.ts - before.ts < SAME_AUTHOR;
}

function dayLine(ts, zone) {
  const key = dateNumber(ts, zone);
  const day = h("span", dayDivider(Number(ts), zone, now()));
  return [h("hr.day-rule", { key: `rule ${key}` }), h("div.day-line", { key: `day ${key}` }, day)];
}

function opening(shown) {
  const { channel } = state.screen;
  if (shown.length > FEW || !channel) return null;
  const { bot } = state.start;
  const isDirect = channel.kind === "im";
  const text = isDirect
    ? `This is where ${bot.name} writes to you alone.`
    : `This is the beginning of #${channel.name}.`;
  return h("p.opening", { key: "opening" }, text);
}

function newest() {
  const jump = ({ currentTarget }) => toBottom(currentTarget.parentElement.querySelector(".messages"));
  const props = { key: "newest", type: "button", on: { click: jump } };
  return h("button.to-newest", props, icon("down"), "Newest messages");
}
