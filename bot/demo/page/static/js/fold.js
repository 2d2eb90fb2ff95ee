/** A part of the panel that opens and closes; what the person left open stays open over every draw. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { safeId } from "./input_block.js";
import { update } from "./state.js";

const turned = new Set();

/** `note` stands beside the title, closed or open; `content` is called while it is open. */
export function fold({ name, title, shape, note, isOpenAtFirst = true, level = "h3" }, content) {
  const isOpen = turned.has(name) !== isOpenAtFirst;
  const id = `fold-${safeId(name)}`;
  const turn = () => {
    if (!turned.delete(name)) turned.add(name);
    update();
  };
  const aria = { "aria-expanded": isOpen, "aria-controls": isOpen ? id : undefined };
  const words = [h("span.fold-title", title), note && h("span.fold-note", note)];
  const face = [shape && icon(shape), words, icon("down", "fold-arrow")];
  return h(
    "section.fold",
    { class: isOpen ? "open" : "", key: name, "aria-labelledby": `${id}-title` },
    h(level, { id: `${id}-title` }, h("button.fold-button", { type: "button", ...aria, on: { click: turn } }, face)),
    isOpen && h("div.fold-content", { id }, content()),
  );
}
