/** A person's colour comes from their id, so they look the same on every screen and after a restart. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";

const COLOURS = 8;

function initials(name) {
  const parts = name.trim().split(/\s+/);
  return [parts[0], parts.length > 1 ? parts.at(-1) : ""]
    .map((part) => [...part][0] ?? "")
    .join("")
    .toUpperCase();
}

function colourOf(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % COLOURS;
}

/** A square with the person's initials, or the bot's key. Beside the name, so silent itself. */
export function avatar(id, name, size = "") {
  if (id === state.start?.bot.id) return h("span", { class: `avatar bot ${size}`, "aria-hidden": "true" }, icon("key"));
  return h("span", { class: `avatar colour-${colourOf(id)} ${size}`, "aria-hidden": "true" }, initials(name));
}

export function nameOf(id) {
  return state.screen?.names[id] ?? state.start?.people.find((person) => person.id === id)?.name ?? id;
}

/** The people that there are to choose from, the bot among them, in order of their names. */
export function everybody() {
  const ids = Object.keys(state.screen?.names ?? {}).filter((id) => /^[UW]/.test(id));
  return ids.sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
}
