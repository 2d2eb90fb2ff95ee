/** How far it is while the demo moves the clock, or plays what happened before the page opened. */

import { h } from "./dom.js";
import { state } from "./state.js";

export function busy() {
  const way = state.screen.busy;
  if (!way) return null;
  const bar = h("progress", { max: way.of || 1, value: way.done, "aria-label": way.text });
  return h("div.busy", { key: "busy", role: "status" }, h("span", `${way.text}…`), bar);
}
