/**
 * How Seam and Latch behave, and what Seam holds: the truth, beside what the bot's card claims. A credential that is
 * being deleted still stands here until it is really gone.
 */

import { h } from "./dom.js";
import { fold } from "./fold.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { now, readingZone } from "./state.js";
import { segments } from "./switches.js";
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

export function behaviour({ seam: { mode: seam }, pins }) {
  const note = seam === "up" && pins === "prompt" ? "all is well" : "in trouble";
  return fold({ name: "behaviour", title: "Seam and Latch", shape: "cloud", note }, () => [
    segments({ name: "seam", label: "Seam is", options: MODES, value: seam, pick: (mode) => change("seam", { mode }) }),
    segments({
      name: "pins",
      label: "PINs come",
      options: PINS,
      value: pins,
      pick: (mode) => change("pins", { mode }),
    }),
  ]);
}

export function held({ credentials, buildings }) {
  return fold({ name: "held", title: "What Seam holds now", shape: "key", note: String(credentials.length) }, () =>
    credentials.length
      ? h(
          "ul.credentials",
          [...credentials].reverse().map((one) => credential(one, buildings)),
        )
      : h("p.quiet", "Nothing. Give somebody access, and it shows up here."),
  );
}

function credential(one, buildings) {
  const look = LOOKS[one.state] ?? "bad";
  return h(
    "li.credential",
    { class: look, key: one.id },
    h("div.credential-head", h("strong", one.guest), h("span.pill", { class: look }, one.state)),
    h("p.credential-where", `${one.doors.join(", ")} · ${one.building} · ${when(one)}`),
    h("div.credential-foot", h("p", h("span.pin", opener(one)), atTheDoor(one)), fate(one, buildings)),
  );
}

function opener({ method, code, code_shown: isShown }) {
  if (method !== "code") return "Mobile key";
  return isShown ? ["PIN ", h("b", code)] : "No PIN yet";
}

/** What Seam calls issued need not open a door yet, and what is gone at Seam may still. */
function atTheDoor({ opens = [], doors }) {
  if (opens.length === doors.length) return h("span.truth.good", "opens now");
  return h("span.truth.wait", `opens ${opens.join(", ") || "nothing"} now`);
}

/** What people may do with it, and with it alone; the doors' ids stand in the building's list. */
function fate({ id, guest, doors, building }, buildings) {
  const there = buildings.find(({ name }) => name === building)?.doors.filter(({ name }) => doors.includes(name)) ?? [];
  const tries = there.map(({ id: door, name }) => ({
    name: door,
    label: `Try it at ${name}`,
    icon: "key",
    pick: () => change("open_door", { door, credential: id }),
  }));
  const about = "As if somebody else had done it";
  const remove = () => change("delete_credential", { id });
  const deletion = { name: "delete", label: "Delete it in Latch’s console", about, icon: "trash", isDanger: true };
  const move = () => change("move_end", { id });
  const longer = { name: "move_end", label: "Make it 3 h longer in Latch’s console", about, icon: "clock", pick: move };
  const items = [...tries, longer, { ...deletion, pick: remove }];
  const label = `What may happen to the credential of ${guest}`;
  return menuButton({ name: `credential ${id}`, label, face: icon("more"), align: "right", items });
}

function when({ starts_at: start, ends_at: end }) {
  const zone = readingZone();
  const from = start > now() ? `from ${dayAndTime(start, zone)} ` : "";
  if (!end) return `${from}without an end`;
  const isToday = dateNumber(end, zone) === dateNumber(now(), zone);
  return `${from}until ${isToday ? clockTime(end, zone) : dayAndTime(end, zone)}`;
}
