/** Checkboxes and radio buttons: real ones, so that keyboard and screen readers know them. */

import { h, names } from "./dom.js";
import { choose, nameOf } from "./interact.js";
import { textLine } from "./rich.js";
import { bare, valueOf } from "./values.js";

export function choices(element, block, context, aria) {
  const isMany = element.type === "checkboxes";
  const chosen = [valueOf(context, block, element) ?? []].flat().map(bare);
  const group = nameOf(context, block, element);
  const pick = ({ target }, option) => {
    const others = element.options.filter((other) => other !== option && chosen.includes(other.value));
    const now = element.options.filter((other) => other === option ? target.checked : others.includes(other));
    choose(context, block, element, isMany ? now : option);
  };
  return h("div", {
    class: names("choices", { bad: aria.isBad }),
    role: isMany ? "group" : "radiogroup",
    "aria-labelledby": aria.label,
    "aria-label": aria.label ? undefined : "Options",
    "aria-describedby": aria.about,
    "aria-invalid": (!isMany && aria.isBad) || undefined,
    "data-action-id": element.action_id,
  }, element.options.map((option, index) => h("label", { class: "choice", key: option.value },
    h("input", {
      type: isMany ? "checkbox" : "radio",
      name: group,
      checked: chosen.includes(option.value),
      "data-focus": element.focus_on_load && !index ? "first" : undefined,
      on: { change: (event) => pick(event, option) },
    }),
    h("span", { class: "mark", "aria-hidden": "true" }),
    h("span", { class: "choice-words" },
      h("span", { class: "choice-text" }, textLine(option.text)),
      option.description && h("small", {}, textLine(option.description))))));
}
