/**
 * Text fields. What is typed stays here as a draft until Slack would send it; a count shows up near `max_length`, so that
 * nobody finds a text cut off.
 */

import { h, names } from "./dom.js";
import { enter, type } from "./interact.js";
import { words } from "./rich.js";
import { valueOf } from "./values.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };
const MODES = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };
const COUNTED_FROM = 0.8;

export function textInput(element, block, context, aria) {
  const value = plainOf(valueOf(context, block, element));
  const isLong = element.multiline || element.type === "rich_text_input";
  const most = element.max_length ?? 3000;
  const props = {
    class: names("field", { bad: aria.isBad }),
    id: aria.id,
    value,
    placeholder: words(element.placeholder) || undefined,
    maxlength: most,
    autocomplete: "off",
    "aria-label": aria.id ? undefined : words(element.placeholder) || "Text",
    "aria-describedby": aria.about,
    "aria-invalid": aria.isBad || undefined,
    "aria-required": aria.isRequired,
    "data-focus": element.focus_on_load ? "first" : undefined,
    "data-action-id": element.action_id,
    on: {
      input: ({ target }) => type(context, block, element, target.value),
      keydown: (event) => entered(event, context, block, element, isLong),
    },
  };
  const field = isLong
    ? h("textarea", { ...props, rows: Math.min(8, Math.max(3, value.split("\n").length)) })
    : h("input", { ...props, type: TYPES[element.type] ?? "text", inputmode: MODES[element.type] });
  return [field, count(value, most)];
}

/** Enter tells the bot where the field asks for it; in a modal it submits nothing, as in Slack. */
function entered(event, context, block, element, isLong) {
  if (event.key !== "Enter" || isLong || event.isComposing) return;
  event.preventDefault();
  enter(context, block, element, event.target.value);
}

function count(value, most) {
  const left = most - value.length;
  if (value.length < most * COUNTED_FROM || !value.length) return null;
  return h("p", { class: "hint count", key: "count" }, `${left} ${left === 1 ? "character" : "characters"} left`);
}

function plainOf(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
