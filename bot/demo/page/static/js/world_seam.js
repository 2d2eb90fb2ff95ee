/**
 * How Seam and Latch behave, and what Seam holds: the truth, beside what the bot's card claims. A credential that is
 * being deleted still stands here until it is really gone.
 */

import { h, names } from "./dom.js";
import { fold, segments } from "./fold.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { readingZone } from "./state.js";
import { clockTime, dateNumber, dayAndTime } from "./time.js";
import { change } from "./world_act.js";

const MODES = [
  { value: "up", label: "Up" },
  { value: "slow", label: "Slow", about: "Every answer takes seconds" },
  { value: "down", label: "Down", about: "Nothing answers" },
];
const PINS = [
  { value: "prompt", label: "Prompt", about: "Within seconds" },
  { value: "late", label: "Late", about: "After a minute or so" },
  { value: "never", label: "Never", about: "Latch makes none" },
];
const LOOKS = { issued: "good", "being made": "wait", "being deleted": "wait", failed: "bad" };

export function behaviour(world) {
  const isUsual = world.seam.mode === "up" && world.pins === "prompt";
  return fold({ name: "behaviour", title: "Seam and Latch", shape: "cloud", note: isUsual ? "all is well" : "in trouble" }, () => [
    segments({ name: "seam", label: "Seam is", options: MODES, value: world.seam.mode, pick: (mode) => change("seam", { mode }) }),
    segments({ name: "pins", label: "New PINs come", options: PINS, value: world.pins, pick: (mode) => change("pins", { mode }) }),
  ]);
}

export function held({ credentials }) {
  return fold({ name: "held", title: "What Seam holds now", shape: "key", note: String(credentials.length) }, () =>
    credentials.length
      ? h("ul", { class: "credentials" }, credentials.map(credential))
      : h("p", { class: "quiet" }, "Nothing. Give somebody access, and it shows up here."));
}

function credential(one) {
  return h("li", { class: names("credential", LOOKS[one.state]), key: one.id },
    h("div", { class: "credential-head" },
      h("strong", {}, one.guest),
      h("span", { class: names("pill", LOOKS[one.state]) }, one.state)),
    h("p", { class: "credential-doors" }, icon("door"), `${one.doors.join(", ")} · ${one.building}`),
    h("p", { class: "credential-when" }, icon("clock"), when(one)),
    h("div", { class: "credential-foot" },
      one.method === "code"
        ? h("span", { class: "pin" }, one.code_shown ? ["PIN ", h("b", {}, one.code)] : "no PIN yet")
        : h("span", { class: "pin" }, "Mobile key"),
      menuButton({
        name: `credential ${one.id}`,
        label: `What may happen to the credential of ${one.guest}`,
        face: icon("more"),
        align: "right",
        items: [{ name: "delete", label: "Delete it in Latch’s console", about: "As if somebody else had done it", icon: "trash", isDanger: true, pick: () => change("delete_credential", { id: one.id }) }],
      })));
}

function when({ starts_at: start, ends_at: end }) {
  const zone = readingZone();
  if (!end) return `${dayAndTime(start, zone)}, without an end`;
  const isSameDay = dateNumber(start, zone) === dateNumber(end, zone);
  return `${dayAndTime(start, zone)} to ${isSameDay ? clockTime(end, zone) : dayAndTime(end, zone)}`;
}
