/**
 * Every touch of a block goes through here: what was typed but not sent goes first, so that the bot gets the whole
 * state, then the touch itself. `context` is where the block stands: see `contexts.js`.
 */

import { act } from "./api.js";
import { confirmed } from "./confirm.js";
import { dropDraft, keepDraft, sent, unsent } from "./drafts.js";
import { refresh } from "./live.js";
import { update, whileWaiting } from "./state.js";
import { toast } from "./toasts.js";
import { bare } from "./values.js";

const TYPING_PAUSE = 350;
const timers = new Map();

/** Press a button or an entry of an overflow menu. */
export async function click(context, block, element, value) {
  if (!(await confirmed(element.confirm))) return;
  await flush(context);
  const ids = { where: context.where, block_id: block.block_id, action_id: element.action_id };
  await whileWaiting(nameOf(context, block, element), async () => {
    tell(await act("click", { ...ids, value }));
    await refresh();
  });
}

/** Set a field that is chosen, not typed; `value` as Slack's state has it. */
export async function choose(context, block, element, value) {
  const draft = keepDraft(context, block, element, value);
  update();
  if (!(await confirmed(element.confirm))) {
    dropDraft(draft);
    update();
    return;
  }
  await flush(context);
  const ids = { where: context.where, block_id: block.block_id, action_id: element.action_id };
  settle(draft, await act("choose", { ...ids, value: bare(value) }));
}

/** Put a file of the person's own machine into a field. */
export async function attach(context, block, element, file) {
  await flush(context);
  const ids = { where: context.where, block_id: block.block_id, action_id: element.action_id };
  const content = await base64(file);
  await whileWaiting(nameOf(context, block, element), async () => {
    tell(await act("attach", { ...ids, name: file.name, content }));
    await refresh();
  });
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Keep what stands in a text field; it is sent at once only where every character is the bot's to know. */
export function type(context, block, element, value) {
  const draft = keepDraft(context, block, element, value, true);
  update();
  if (triggers(block, element).includes("on_character_entered")) {
    clearTimeout(timers.get(draft.key + draft.action_id));
    timers.set(
      draft.key + draft.action_id,
      setTimeout(() => send(context, draft), TYPING_PAUSE),
    );
  }
}

/** Enter in a text field: sends where the field asks for it. Says whether it did. */
export function enter(context, block, element, value) {
  if (!triggers(block, element).includes("on_enter_pressed")) return false;
  send(context, keepDraft(context, block, element, value, true), true);
  return true;
}

/** Search in an external select: `{options}`, `{option_groups}` or neither. */
export async function suggest(context, block, element, query) {
  await flush(context);
  return act("suggest", { where: context.where, block_id: block.block_id, action_id: element.action_id, query });
}

/** Send what was typed and not sent yet; nothing of it starts anything, unless Slack would have by now. */
export async function flush(context) {
  await Promise.all(unsent(context).map((draft) => send(context, draft)));
}

/** The name under which a control is waiting for its answer. */
export function nameOf(context, block, element) {
  return `${context.key} ${block.block_id} ${element.action_id}`;
}

/** When a text field tells the bot: never outside `dispatch_action`, on Enter unless it says otherwise. */
function triggers(block, element) {
  if (block.type === "input" && !block.dispatch_action) return [];
  return element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
}

async function send(context, draft, isEnter = false) {
  clearTimeout(timers.get(draft.key + draft.action_id));
  const ids = { where: context.where, block_id: draft.block_id, action_id: draft.action_id };
  settle(draft, await act("type", { ...ids, value: draft.value, enter: isEnter }));
}

function settle(draft, answer) {
  if (answer.refused) dropDraft(draft);
  else sent(draft, answer.version);
  tell(answer);
  refresh();
}

/** What Slack's client would not let the person do. What the bot failed at comes as a notice on the next screen. */
export function tell({ refused }) {
  if (refused) toast(refused, "problem");
}
