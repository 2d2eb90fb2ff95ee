/** What the panel does to the simulated world. A long skip answers late: its progress comes with the world's state. */

import { actOnWorld } from "./api.js";
import { refresh } from "./live.js";
import { update, whileWaiting } from "./state.js";
import { happened } from "./steps.js";
import { toast } from "./toasts.js";

/** Do it, and say in one line what happened. */
export async function change(kind, fields = {}, name = kind) {
  await whileWaiting(`world ${name}`, async () => {
    const answer = await actOnWorld(kind, fields);
    update({ said: answer.said ?? answer.refused ?? "" });
    if (!answer.ok) toast(answer.said ?? answer.refused, "problem");
    else if (kind === "skip") happened("skip");
    await refresh();
  });
}

export function skipTo(to) {
  return change("skip", { to }, `skip ${to}`);
}

export function skipBy(seconds) {
  return change("skip", { seconds }, `skip ${seconds}`);
}
