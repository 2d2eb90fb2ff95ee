/**
 * The thread beside the conversation: the first message, then its replies, those sent to the channel too among them.
 */

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { following } from "./following.js";
import { message } from "./message.js";
import { rows } from "./messages.js";
import { counted, iconButton } from "./parts.js";
import { isInApp } from "./places.js";
import { state, update } from "./state.js";

export function threadPane() {
  const { thread, screen } = state;
  const first = thread && screen.messages.find(({ ts }) => ts === thread);
  if (!first) return null;
  const close = () => update({ thread: null });
  const escape = ({ key }) => key === "Escape" && close();
  return h(
    "aside.thread-pane",
    { key: `thread ${thread}`, "aria-label": "Thread", on: { keydown: escape } },
    h(
      "header.pane-header",
      h("h2", "Thread", screen.channel && !isInApp() && h("small", `#${screen.channel.name}`)),
      iconButton("close", "Close thread", close, { init: (node) => node.focus() }),
    ),
    conversation(first),
    composer(thread),
  );
}

function conversation(first) {
  const { screen, place } = state;
  const replies = screen.messages.filter(({ thread_ts: of, ts }) => of === first.ts && ts !== first.ts);
  const line = h("div.reply-line", { key: "line" }, h("span", counted(replies.length, "reply", "replies")));
  const props = { tabindex: "0", role: "log", "aria-label": "Thread messages", "aria-live": "polite" };
  return h(
    "div.thread-messages",
    { ...props, ...following(`thread ${first.ts}`) },
    message(first, place, { isThread: true }),
    replies.length > 0 && line,
    rows(replies, place, true),
  );
}
