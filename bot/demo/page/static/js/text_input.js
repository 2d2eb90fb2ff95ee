/**
 * Text fields. What is typed stays here as a draft until Slack would send it; a count shows up near `max_length`, so
 * that nobody finds a text cut off.
 */

import { h } from "./dom.js";
import { marks } from "./field_marks.js";
import { enter, type } from "./interact.js";
import { counted } from "./parts.js";
import { words } from "./rich.js";
import { valueOf } from "./values.js";

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text" };
const MODES = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };
const COUNTED_FROM = 0.8;
const LONGEST = 3000;

export function textInput(element, block, context, aria) {
  const value = plainOf(valueOf(context, block, element));
  const isLong = element.multiline || element.type === "rich_text_input";
  const asked = words(element.placeholder);
  const most = element.max_length ?? LONGEST;
  const props = {
    class: aria.isBad ? "bad" : "",
    value,
    placeholder: asked || undefined,
    maxlength: most,
    autocomplete: "off",
    ...aria.said,
    "aria-label": aria.said ? undefined : asked || "Text",
    ...marks(element),
    on: {
      input: ({ target }) => type(context, block, element, target.value),
      keydown: (event) => !isLong && entered(event, context, block, element),
    },
  };
  return [isLong ? long(props) : short(props, element.type), count(value, most)];
}

function long(props) {
  return h("textarea.field", { ...props, rows: 3 });
}

function short(props, kind) {
  return h("input.field", { ...props, type: TYPES[kind] ?? "text", inputmode: MODES[kind] });
}

/** Enter tells the bot where the field asks for it; in a modal it submits nothing, as in Slack. */
function entered(event, context, block, element) {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  enter(context, block, element, event.target.value);
}

function count(value, most) {
  if (!value || value.length < most * COUNTED_FROM) return null;
  return h("p.hint.count", { key: "count" }, `${counted(most - value.length, "character", "characters")} left`);
}

function plainOf(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
