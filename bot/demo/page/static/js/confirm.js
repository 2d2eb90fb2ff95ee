/** The question that a button asks before it counts. Escape and the backdrop mean no. */

import { h } from "./dom.js";
import { textLine, textObject } from "./rich.js";
import { state, update } from "./state.js";

/** Ask what a confirm object asks; true where there is none, or the person agrees. */
export function confirmed(asked) {
  if (!asked) return Promise.resolve(true);
  return new Promise((resolve) => update({ confirm: { asked, resolve } }));
}

function answer(isYes) {
  const { resolve } = state.confirm;
  update({ confirm: null });
  resolve(isYes);
}

/** The dialog while a question is open. */
export function confirmDialog() {
  if (!state.confirm) return null;
  const { asked } = state.confirm;
  const look = asked.style === "danger" ? "danger solid" : "primary";
  return h("dialog", {
    class: "dialog confirm",
    key: "confirm",
    role: "alertdialog",
    "aria-labelledby": "confirm-title",
    "aria-describedby": "confirm-text",
    init: (node) => node.showModal(),
    gone: (node) => node.close(),
    on: { cancel: (event) => (event.preventDefault(), answer(false)) },
  },
  h("h2", { id: "confirm-title" }, textLine(asked.title)),
  h("div", { id: "confirm-text", class: "confirm-text rich" }, textObject(asked.text)),
  h("footer", {},
    h("button", { class: "button", type: "button", on: { click: () => answer(false) } }, textLine(asked.deny)),
    h("button", { class: `button ${look}`, type: "button", on: { click: () => answer(true) } }, textLine(asked.confirm))));
}
