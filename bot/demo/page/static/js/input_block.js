/** A field with its label, hint and error. They are tied by ids: a screen reader says the error with the field. */

import { control } from "./controls.js";
import { h } from "./dom.js";
import { said } from "./field_marks.js";
import { icon } from "./icons.js";
import { textLine } from "./rich.js";

export function inputBlock(block, context) {
  const { label, hint, element, optional } = block;
  const error = context.errors[block.block_id];
  const id = idOf(context, block);
  const isGroup = ["checkboxes", "radio_buttons"].includes(element.type);
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const about = { describedBy, isBad: Boolean(error), isRequired: !optional };
  const aria = { said: said(id, about), isBad: about.isBad, labelledBy: `${id}-label` };
  const words = [textLine(label), optional && h("span.optional", " (optional)")];
  return [
    isGroup ? h("div.label", { id: `${id}-label` }, words) : h("label.label", { id: `${id}-label`, for: id }, words),
    control(element, block, context, aria),
    error && h("p.error", { id: `${id}-error`, key: "error", role: "alert" }, icon("warning"), error),
    hint && h("p.hint", { id: `${id}-hint`, key: "hint" }, textLine(hint)),
  ];
}

/** An id for labels to point at: block ids may hold anything, and two must not become one. */
export function idOf(context, block) {
  return safeId(`${context.key} ${block.block_id}`);
}

/** Any name as an id of the page. */
export function safeId(name) {
  return name.replace(/\W/g, (sign) => `-${sign.codePointAt(0)}-`);
}
