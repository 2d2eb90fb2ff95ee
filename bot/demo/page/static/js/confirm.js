/** The question that a button asks before it counts. Escape means no. */

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
  const props = {
    key: "confirm",
    role: "alertdialog",
    "aria-labelledby": "confirm-title",
    "aria-describedby": "confirm-text",
    init: (node) => node.showModal(),
    gone: (node) => node.close(),
    on: { cancel: (event) => (event.preventDefault(), answer(false)) },
  };
  return h(
    "dialog.dialog.confirm",
    props,
    h("h2", { id: "confirm-title" }, textLine(asked.title)),
    h("div.confirm-text.rich", { id: "confirm-text" }, textObject(asked.text)),
    h(
      "footer",
      button(asked.deny, "", false),
      button(asked.confirm, asked.style === "danger" ? "danger solid" : "primary", true),
    ),
  );
}

function button(text, look, isYes) {
  return h("button.button", { class: look, type: "button", on: { click: () => answer(isYes) } }, textLine(text));
}
