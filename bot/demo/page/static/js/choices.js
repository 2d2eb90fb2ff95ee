/** Checkboxes and radio buttons: real ones, so that keyboard and screen readers know them. */

import { h } from "./dom.js";
import { marks } from "./field_marks.js";
import { choose, nameOf } from "./interact.js";
import { textLine } from "./rich.js";
import { bare, valueOf } from "./values.js";

export function choices(element, block, context, aria) {
  const isMany = element.type === "checkboxes";
  const chosen = [valueOf(context, block, element) ?? []].flat().map(bare);
  const pick = (option, isOn) => {
    const now = element.options.filter((other) => (other === option ? isOn : chosen.includes(other.value)));
    choose(context, block, element, isMany ? now : option);
  };
  const name = nameOf(context, block, element);
  const props = {
    role: isMany ? "group" : "radiogroup",
    "aria-labelledby": aria.labelledBy,
    "aria-label": aria.labelledBy ? undefined : "Options",
    "aria-describedby": aria.said?.["aria-describedby"],
    "aria-invalid": (!isMany && aria.isBad) || undefined,
    "data-action-id": element.action_id,
  };
  const rows = element.options.map((option, index) =>
    choice(option, { isMany, name, isChosen: chosen.includes(option.value), pick, ...(!index && marks(element)) }),
  );
  return h("div.choices", props, rows);
}

function choice(option, { isMany, name, isChosen, pick, "data-focus": focus }) {
  const change = ({ target }) => pick(option, target.checked);
  const type = isMany ? "checkbox" : "radio";
  return h(
    "label.choice",
    { key: option.value },
    h("input", { type, name, checked: isChosen, "data-focus": focus, on: { change } }),
    h("span.mark", { "aria-hidden": "true" }),
    h(
      "span.choice-words",
      h("span.choice-text", textLine(option.text)),
      option.description && h("small", textLine(option.description)),
    ),
  );
}
