/**
 * What Slack itself would say in passing. The same words twice within a few seconds are one toast: a failed click comes
 * back both as the answer to the click and as a notice on the screen.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { state, update } from "./state.js";

const SHOWN_FOR = 9000;
const SAME_FOR = 4000;
const seen = new Set();
let count = 0;

export function toast(text, kind = "info") {
  const at = performance.now();
  if (!text || state.toasts.some((shown) => shown.text === text && at - shown.at < SAME_FOR)) return;
  const shown = { id: ++count, text, kind, at };
  update({ toasts: [...state.toasts.slice(-3), shown] });
  if (kind !== "problem") setTimeout(() => dismiss(shown.id), SHOWN_FOR);
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
  return h("div", { class: "toasts", role: "status", "aria-live": "polite" }, state.toasts.map(({ id, text, kind }) =>
    h("div", { class: `toast ${kind}`, key: id },
      icon(kind === "problem" ? "warning" : "info"),
      h("p", {}, text),
      h("button", { class: "plain", "aria-label": "Dismiss", on: { click: () => dismiss(id) } }, icon("close")))));
}
