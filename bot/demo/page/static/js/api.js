/**
 * The server takes a POST only with this header, which no other web page can send: another tab cannot drive the demo.
 *
 * What a person does is sent one after the other, in the order of the doing: a click never overtakes what was typed.
 */

import { state } from "./state.js";

let last = Promise.resolve();

/** Raises where the server does not answer with JSON, as when the demo was stopped. */
export async function get(path, query = {}) {
  const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Keydesk-Demo": "1" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
}

/** What the acting person does in Slack; resolves to the server's `{ok, problem?, refused?, version}`. */
export function act(kind, fields = {}) {
  const body = { as: state.as, kind, ...fields };
  const mine = last.then(() => post("/api/act", body)).catch(unreachable);
  last = mine;
  return mine;
}

/** What the panel does to the world; resolves to `{ok, said, version}`. */
export function actOnWorld(kind, fields = {}) {
  return post("/api/world", { kind, ...fields }).catch(unreachable);
}

function unreachable() {
  return { ok: false, refused: "The demo does not answer. Is it still running?", version: 0 };
}
