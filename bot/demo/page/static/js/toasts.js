/** What Slack itself would say in passing. The same words twice within a few seconds are one toast. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { iconButton } from "./parts.js";
import { state, update } from "./state.js";

const SHOWN_FOR = { info: 8000, problem: 20_000 };
const SAME_FOR = 4000;
const seen = new Set();
let count = 0;

export function toast(text, kind = "info") {
  const at = performance.now();
  if (!text || state.toasts.some((shown) => shown.text === text && at - shown.at < SAME_FOR)) return;
  const shown = { id: ++count, text, kind, at };
  update({ toasts: [...state.toasts.slice(-3), shown] });
  setTimeout(() => dismiss(shown.id), SHOWN_FOR[kind]);
}

/** Those notices of a screen that were not told yet; the first screen of a person tells none of the old ones. */
export function toastNotices(screen, isFirst) {
  for (const { id, text } of screen.notices) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (!isFirst) toast(text, "problem");
  }
}

function dismiss(id) {
  update({ toasts: state.toasts.filter((shown) => shown.id !== id) });
}

export function toasts() {
  const one = ({ id, text, kind }) => {
    const close = iconButton("close", "Dismiss", () => dismiss(id));
    return h("div.toast", { class: kind, key: id }, icon(kind === "problem" ? "warning" : "info"), h("p", text), close);
  };
  return h("div.toasts", { role: "status", "aria-live": "polite" }, state.toasts.map(one));
}
