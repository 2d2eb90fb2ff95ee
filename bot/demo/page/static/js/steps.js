/**
 * Which of the guide's steps have happened. Apart from the guide, because whoever does a step must not know the guide.
 */

const FORM = "grant_form";
const done = new Set();
const mine = new Set();
const LIVE = new Set(["being made", "issued"]);
let known = new Set();
let isFormSent = false;

/** Tell that something was done: "command" or "skip". */
export function happened(name) {
  done.add(name);
}

/** A form is on its way: what shows up at Seam from now on came by the person's own hand. */
export function formSent({ callback_id: id }) {
  if (id === FORM) isFormSent = true;
}

/** The form was taken; only the one that gives access is a step. */
export function formTaken({ callback_id: id }) {
  if (id === FORM) done.add("submit");
}

export function isDone(name) {
  return done.has(name);
}

export function countDone() {
  return done.size;
}

/** Look at what Seam holds: a PIN or key that is new is one step, and one of those going away another. */
export function lookAt(credentials) {
  if (!isFormSent) known = new Set(credentials.map(({ id }) => id));
  for (const { id, code_shown: isShown, state, method } of credentials) {
    if (known.has(id) || !(isShown || (method === "mobile_key" && state === "issued"))) continue;
    mine.add(id);
    done.add("pin");
  }
  const live = credentials.filter(({ state }) => LIVE.has(state)).map(({ id }) => id);
  if ([...mine].some((id) => !live.includes(id))) done.add("end");
}
