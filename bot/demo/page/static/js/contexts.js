/**
 * Where a block stands: `key` tells its fields from those of other places, `where` is what the server calls the place,
 * `state` is what Slack keeps of its fields, `errors` are sentences by block id, `marked` are elements that
 * got no answer.
 */

import { state } from "./state.js";

export function ofModal(modal) {
  return {
    key: `view ${modal.id}`,
    where: { view: modal.id },
    state: modal.state,
    errors: modal.errors ?? {},
    marked: modal.marked ?? [],
  };
}

export function ofHome(home) {
  return { key: `home ${state.as}`, where: { home: true }, state: home.state, errors: {}, marked: home.marked ?? [] };
}

export function ofMessage(message, channel) {
  const key = `message ${state.as} ${channel} ${message.ts}`;
  return {
    key,
    where: { message: { channel, ts: message.ts } },
    state: message.state,
    errors: {},
    marked: message.marked ?? [],
  };
}
