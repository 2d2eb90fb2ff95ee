/**
 * What a person has put into a field and the server does not know yet; it stands before the server's own state, so a
 * view that the bot draws anew keeps it while the field's ids stay, as in Slack.
 *
 * A text is sent only when Slack would send it or something else in the view is used. Choices are sent at once; their
 * draft lasts until a screen comes that is newer than the answer.
 */

const drafts = new Map();
const changes = new Map();

function nameOf(context, blockId, actionId) {
  return JSON.stringify([context.key, blockId, actionId]);
}

export function draftOf(context, block, element) {
  return drafts.get(nameOf(context, block.block_id, element.action_id));
}

export function keepDraft(context, block, element, value, isText = false) {
  const ids = { key: context.key, block_id: block.block_id, action_id: element.action_id };
  const draft = { ...ids, value, isText, until: Infinity };
  drafts.set(nameOf(context, block.block_id, element.action_id), draft);
  changed(context.key);
  return draft;
}

function changed(key) {
  changes.set(key, changesOf({ key }) + 1);
}

/** A number that grows with every change to the drafts of this view or message. */
export function changesOf({ key }) {
  return changes.get(key) ?? 0;
}

/** The draft has been sent: it may go once a screen of this version is here, unless it was changed since. */
export function sent(draft, version) {
  draft.until = version;
}

export function dropDraft(draft) {
  const name = nameOf(draft, draft.block_id, draft.action_id);
  if (drafts.get(name) !== draft) return;
  drafts.delete(name);
  changed(draft.key);
}

/** Texts of one view or message that were not sent yet. */
export function unsent(context) {
  return [...drafts.values()].filter((draft) => draft.key === context.key && draft.isText && draft.until === Infinity);
}

/** A new screen is here: forget what it holds, and what belongs to fields that are gone. */
export function settled(screen) {
  const there = screen.modal ? fieldsOf(screen.modal) : new Set();
  for (const [name, draft] of drafts) {
    const isModal = draft.key.startsWith("view ");
    const isGone = isModal && !there.has(JSON.stringify([draft.key, draft.block_id, draft.action_id]));
    if (!isGone && draft.until > screen.version) continue;
    drafts.delete(name);
    changed(draft.key);
  }
}

function fieldsOf(modal) {
  const ids = modal.blocks.flatMap((block) => {
    const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])];
    return elements.filter(Boolean).map((element) => [block.block_id, element.action_id]);
  });
  return new Set(ids.map(([blockId, actionId]) => JSON.stringify([`view ${modal.id}`, blockId, actionId])));
}
