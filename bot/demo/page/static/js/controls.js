/**
 * The interactive elements. In an input block the label names the control (`aria`); elsewhere the placeholder or the
 * button's own words do.
 */

import { choices } from "./choices.js";
import { moment } from "./moments.js";
import { h, names } from "./dom.js";
import { fileInput } from "./file_input.js";
import { icon } from "./icons.js";
import { click, nameOf } from "./interact.js";
import { menuButton } from "./menu.js";
import { follow, textLine, words } from "./rich.js";
import { select } from "./select.js";
import { state } from "./state.js";
import { textInput } from "./text_input.js";

/** One element, drawn; `aria` is what an input block says about it. */
export function control(element, block, context, aria = {}) {
  const draw = CONTROLS[element.type] ?? kindOf(element.type);
  const drawn = draw(element, block, context, aria);
  const isMarked = context.marked.some((one) => one.block_id === block.block_id && one.action_id === element.action_id);
  return isMarked ? [drawn, unanswered(element)] : drawn;
}

/** Slack's own sign beside what the app did not answer in time. */
function unanswered({ action_id: id }) {
  const words = "The app did not answer in time.";
  return h(
    "span.unanswered",
    { key: `unanswered ${id}`, role: "img", "aria-label": words, title: words },
    icon("warning"),
  );
}

function kindOf(type) {
  if (type.endsWith("_select")) return select;
  if (type.endsWith("_input")) return textInput;
  return () => h("p.unknown", `The demo cannot draw a ${type}.`);
}

const CONTROLS = {
  button,
  overflow,
  checkboxes: choices,
  radio_buttons: choices,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  file_input: fileInput,
  workflow_button: button,
};

function button(element, block, context) {
  const isWaiting = state.waiting.has(nameOf(context, block, element));
  return h(
    "button",
    {
      class: names("button", element.style, { waiting: isWaiting }),
      type: "button",
      key: element.action_id,
      "aria-label": element.accessibility_label,
      "aria-busy": isWaiting || undefined,
      "data-action-id": element.action_id,
      on: { click: () => !isWaiting && press(context, block, element) },
    },
    h("span", textLine(element.text)),
  );
}

function press(context, block, element) {
  if (element.url) follow(element.url);
  return click(context, block, element, element.value);
}

function overflow(element, block, context) {
  const items = element.options.map((option) => ({
    name: option.value,
    label: words(option.text),
    about: words(option.description),
    pick: () => click(context, block, element, option.value),
  }));
  const name = nameOf(context, block, element);
  return menuButton({
    name,
    label: "More actions",
    face: icon("more"),
    items,
    className: "button square",
    align: "right",
  });
}
