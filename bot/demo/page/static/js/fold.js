/** A part of the panel that opens and closes; what the person left open stays open over every draw. */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { update } from "./state.js";

const turned = new Set();

/** `note` stands beside the title, closed or open. */
export function fold({ name, title, shape, note, isOpenAtFirst = true, level = "h3" }, content) {
  const isOpen = turned.has(name) !== isOpenAtFirst;
  const id = `fold-${name.replace(/[^\w-]+/g, "-")}`;
  const turn = () => {
    if (!turned.delete(name)) turned.add(name);
    update();
  };
  return h("section", { class: names("fold", { open: isOpen }), key: name, "aria-labelledby": `${id}-title` },
    h(level, { id: `${id}-title` },
      h("button", { type: "button", class: "fold-button", "aria-expanded": isOpen, "aria-controls": isOpen ? id : undefined, on: { click: turn } },
        shape && icon(shape), h("span", { class: "fold-title" }, title), note && h("span", { class: "fold-note" }, note), icon("down", "fold-arrow"))),
    isOpen && h("div", { class: "fold-content", id }, content()));
}

/** Several to choose one of, as real radio buttons; `options` are `{value, label, about?}`. */
export function segments({ name, label, options, value, pick }) {
  return h("fieldset", { class: "segments", key: name },
    h("legend", {}, label),
    h("div", { class: "segment-row" }, options.map((option) => h("label", { key: option.value, title: option.about },
      h("input", { type: "radio", name, value: option.value, checked: option.value === value, on: { change: () => pick(option.value) } }),
      h("span", {}, option.label)))));
}
