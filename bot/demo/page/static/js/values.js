/**
 * What a field holds: what the person has just put in, else what Slack keeps for it, else what the bot gave it first.
 * Which key that is differs by element type; the names are Slack's own, from `view.state.values`.
 */

import { draftOf } from "./drafts.js";

const KEYS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  file_input: ["files", ""],
  checkboxes: ["selected_options", "initial_options"],
  radio_buttons: ["selected_option", "initial_option"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  channels_select: ["selected_channel", "initial_channel"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};
const TEXTS = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input"]);
const MISSING = "Please complete this required field.";

export function isMulti(element) {
  return element.type.startsWith("multi_");
}

/** The element's bare value: a text, an option object, an id, or a list of either. */
export function valueOf(context, block, element) {
  const draft = draftOf(context, block, element);
  if (draft) return draft.value;
  const [key, initial] = KEYS[element.type] ?? ["value", "initial_value"];
  const entry = context.state?.[block.block_id]?.[element.action_id];
  return entry && key in entry ? entry[key] : (element[initial] ?? null);
}

/** As the server takes it: an option's value, an id, or a list of either. */
export function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  return value && typeof value === "object" ? value.value : value;
}

/** The texts of a view, to be sent with its submission: block id, action id, text. */
export function textsOf(context, blocks) {
  const values = {};
  for (const block of blocks.filter(({ type, element }) => type === "input" && TEXTS.has(element.type))) {
    values[block.block_id] = { [block.element.action_id]: valueOf(context, block, block.element) ?? "" };
  }
  return values;
}

/** What Slack's client says, by block id, instead of sending the form. */
export function problemsOf(context, blocks) {
  const problems = {};
  for (const block of blocks.filter(({ type }) => type === "input")) {
    const value = valueOf(context, block, block.element);
    const isEmpty = value === null || value === "" || (Array.isArray(value) && !value.length);
    const problem = isEmpty ? !block.optional && MISSING : malformed(block.element, value);
    if (problem) problems[block.block_id] = problem;
  }
  return problems;
}

function malformed(element, value) {
  switch (element.type) {
    case "email_text_input":
      return !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) && "Please enter a valid email address.";
    case "url_text_input":
      return !/^https?:\/\/\S+$/.test(value) && "Please enter a valid URL.";
    case "plain_text_input":
      return value.length < (element.min_length ?? 0) && "Please enter more characters.";
    case "number_input":
      return badNumber(element, value);
    default:
      return false;
  }
}

function badNumber({ is_decimal_allowed: isDecimal, min_value: low, max_value: high }, value) {
  const shape = isDecimal ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!shape.test(value)) return "Please enter a number.";
  const isWithin = Number(value) >= Number(low ?? -Infinity) && Number(value) <= Number(high ?? Infinity);
  return !isWithin && "This number is out of range.";
}
