/** The buildings and their doors. What can happen to a door is offered only where such a door knows it. */

import { h } from "./dom.js";
import { fold } from "./fold.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { update } from "./state.js";
import { onOff } from "./switches.js";
import { placeOf } from "./time.js";
import { change } from "./world_act.js";

const FEW = 8;
const LOW = 0.1;
const FULL = 0.9;
const filters = new Map();

export function buildings(world) {
  const count = world.buildings.reduce((sum, { doors }) => sum + doors.length, 0);
  const about = { title: "Buildings and doors", shape: "building", note: `${count} doors`, isOpenAtFirst: false };
  return fold({ name: "buildings", ...about }, () => world.buildings.map(building));
}

function building(one) {
  const about = { title: one.name, note: wiring(one), isOpenAtFirst: false, level: "h4" };
  return fold({ name: `building ${one.id}`, ...about }, () => [
    h("p.building-about", placeOf(one.zone ?? "UTC")),
    h("div.switches", lines(one)),
    one.doors.length > FEW && filterBox(one),
    doors(one),
  ]);
}

function wiring({ hub_wired: isWired, connected }) {
  if (!connected) return "out of reach";
  if (typeof isWired !== "boolean") return "smart locks";
  return isWired ? "hub online" : "no hub";
}

/** Two different things: the hub tells the doors, Seam's line tells the hub. */
function lines({ id, hub_wired: isWired, connected }) {
  const pick = (kind) => (isOn) => change(kind, { building: id, connected: isOn }, `${kind} ${id}`);
  const hub = { name: `hub ${id}`, label: "Hub online", value: isWired, pick: pick("hub") };
  const line = { name: `line ${id}`, label: "Seam reaches it", value: connected, pick: pick("line") };
  return [typeof isWired === "boolean" && onOff(hub), onOff(line)];
}

function filterBox(one) {
  const value = filters.get(one.id) ?? "";
  const typed = ({ target }) => (filters.set(one.id, target.value), update());
  return h("input.field.small", {
    type: "search",
    value,
    placeholder: `Find one of ${one.doors.length} doors`,
    "aria-label": `Find a door of ${one.name}`,
    on: { input: typed },
  });
}

function doors(one) {
  const wanted = (filters.get(one.id) ?? "").toLowerCase();
  const found = one.doors.filter(({ name }) => name.toLowerCase().includes(wanted));
  const rows = found.slice(0, FEW).map((door) => doorRow(door, one.kind === "smart_locks"));
  const rest = found.length - rows.length;
  return [h("ul.doors", rows), rest > 0 && h("p.quiet", `and ${rest} more`)];
}

function doorRow(door, isLock) {
  const items = [opening(door), ...(isLock ? lockItems(door) : latchItems(door))];
  const label = `What may happen at ${door.name}`;
  const pills = marks(door).map(([text, look]) => h("span.pill", { class: look, key: text }, text));
  const menu = menuButton({ name: `door ${door.id}`, label, face: icon("more"), items, align: "right" });
  return h("li", { key: door.id }, icon(isLock ? "lock" : "door"), h("span.door-name", door.name), pills, menu);
}

function marks({ online, connected, locked, battery }) {
  const isAway = online === false || connected === false;
  const isLock = typeof locked === "boolean";
  const hasBattery = typeof battery === "number";
  return [
    isAway && ["offline", "bad"],
    isLock && (locked ? ["locked", ""] : ["unlocked", "wait"]),
    hasBattery && [`${Math.round(battery * 100)} %`, isLow(battery) ? "bad" : ""],
  ].filter(Boolean);
}

function isLow(battery) {
  return battery < 0.2;
}

function opening({ id }) {
  const pick = () => change("open_door", { door: id });
  return { name: "open", label: "Somebody opens it from inside", icon: "door", pick };
}

function lockItems({ id, online, battery }) {
  const [charge, level] = isLow(battery) ? ["It gets new batteries", FULL] : ["Its battery runs low", LOW];
  const removal = { name: "remove", label: "It is taken off its account", icon: "trash", isDanger: true };
  const link = online ? "It goes offline" : "It comes back online";
  return [
    { name: "battery", label: charge, icon: "battery", pick: () => change("battery", { door: id, level }) },
    { name: "offline", label: link, icon: "signal", pick: () => change("offline", { door: id, online: !online }) },
    {
      name: "wrong",
      label: "Somebody types a wrong code",
      icon: "key",
      pick: () => change("wrong_code", { door: id }),
    },
    { name: "flaky", label: "Its connection comes and goes", icon: "bolt", pick: () => change("flaky", { door: id }) },
    { name: "tamper", label: "Somebody tampers with it", icon: "warning", pick: () => change("tamper", { door: id }) },
    { ...removal, pick: () => change("remove_lock", { door: id }) },
  ];
}

function latchItems({ id }) {
  const update = { name: "update", label: "Somebody updates it", about: "With the Latch Manager App", icon: "check" };
  const removal = { name: "remove", label: "It is taken out of Latch", icon: "trash", isDanger: true };
  return [
    { ...update, pick: () => change("update_door", { door: id }) },
    { ...removal, pick: () => change("remove_door", { door: id }) },
  ];
}
