/**
 * Which of the guide's steps have happened. Apart from the guide, because whoever does a step must not know the guide.
 */

const done = new Set();
const mine = new Set();
let known = null;

/** Tell that something was done: "command", "submit" or "skip". A form counts after a command or shortcut alone. */
export function happened(name) {
  if (name !== "submit" || done.has("command")) done.add(name);
}

export function isDone(name) {
  return done.has(name);
}

export function countDone() {
  return done.size;
}

/** Look at what Seam holds: a PIN or key that is new is one step, and one of those going away another. */
export function lookAt(credentials) {
  known ??= new Set(credentials.map(({ id }) => id));
  for (const { id, code_shown: isShown, state, method } of credentials) {
    if (known.has(id) || !(isShown || (method === "mobile_key" && state === "issued"))) continue;
    mine.add(id);
    done.add("pin");
  }
  const live = new Set(credentials.filter(({ state }) => state !== "being deleted").map(({ id }) => id));
  if ([...mine].some((id) => !live.has(id))) done.add("end");
}
