/**
 * Where a block stands: `key` tells its fields from those of other places, `where` is what the server calls the place,
 * `state` is what Slack keeps of its fields, `errors` are sentences by block id.
 */

import { state } from "./state.js";

export function ofModal(modal) {
  return { key: `view ${modal.id}`, where: { view: modal.id }, state: modal.state, errors: modal.errors ?? {} };
}

export function ofHome(home) {
  return { key: `home ${state.as}`, where: { home: true }, state: home.state, errors: {} };
}

export function ofMessage(message, channel) {
  const key = `message ${state.as} ${channel} ${message.ts}`;
  return { key, where: { message: { channel, ts: message.ts } }, state: message.state, errors: {} };
}
