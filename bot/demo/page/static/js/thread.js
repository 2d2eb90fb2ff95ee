/** The thread beside the conversation: the first message, then its replies, those sent to the channel too among them. */

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { message } from "./message.js";
import { followDown, noticeScroll, rows, toBottom } from "./messages.js";
import { channelName } from "./offers.js";
import { isInApp } from "./places.js";
import { state, update } from "./state.js";

export function threadPane() {
  const { thread, screen, place } = state;
  const first = thread && screen.messages.find(({ ts }) => ts === thread);
  if (!first) return null;
  const replies = screen.messages.filter(({ thread_ts: of, ts }) => of === thread && ts !== thread);
  const close = () => update({ thread: null });
  return h("aside", { class: "thread-pane", key: "thread", "aria-label": "Thread", on: { keydown: ({ key }) => key === "Escape" && close() } },
    h("header", { class: "pane-header" },
      h("h2", {}, "Thread", screen.channel && h("small", {}, isInApp() ? "" : `#${channelName(screen.channel)}`)),
      h("button", { class: "plain", type: "button", "aria-label": "Close thread", init: (node) => node.focus(), on: { click: close } }, icon("close"))),
    h("div", { class: "thread-messages", tabindex: "0", role: "log", "aria-label": "Thread messages", "aria-live": "polite", init: toBottom, after: followDown, on: { scroll: noticeScroll } },
      message(first, place, { isThread: true }),
      replies.length > 0 && h("div", { class: "reply-line", key: "line" }, h("span", {}, `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`)),
      rows(replies, place, { isThread: true })),
    composer({ thread }));
}
