/** The buildings and their doors. What can happen to a door is offered only where such a door knows it. */

import { h, names } from "./dom.js";
import { fold } from "./fold.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { update } from "./state.js";
import { placeOf } from "./time.js";
import { change } from "./world_act.js";

const FEW = 8;
const LOW = 0.1;
const FULL = 0.9;
const filters = new Map();

export function buildings(world) {
  const count = world.buildings.reduce((sum, { doors }) => sum + doors.length, 0);
  return fold({ name: "buildings", title: "Buildings and doors", shape: "building", note: `${count} doors`, isOpenAtFirst: false }, () =>
    world.buildings.map(building));
}

function building(one) {
  const note = one.kind === "smart_locks" ? "smart locks" : one.hub_wired ? (one.connected ? "hub online" : "hub offline") : "no hub";
  return fold({ name: `building ${one.id}`, title: one.name, note, isOpenAtFirst: false, level: "h4" }, () => [
    h("p", { class: "building-about" }, placeOf(one.zone ?? "UTC"), one.hub_wired && hub(one)),
    one.doors.length > FEW && filterBox(one),
    doors(one),
  ]);
}

function hub(one) {
  const pick = ({ target }) => change("hub", { building: one.id, connected: target.checked });
  return h("label", { class: "switch" },
    h("input", { type: "checkbox", role: "switch", checked: one.connected, on: { change: pick } }),
    h("span", { class: "switch-track", "aria-hidden": "true" }),
    "Hub online");
}

function filterBox(one) {
  const value = filters.get(one.id) ?? "";
  const typed = ({ target }) => (filters.set(one.id, target.value), update());
  return h("input", { class: "field small", type: "search", value, placeholder: `Find one of ${one.doors.length} doors`, "aria-label": `Find a door of ${one.name}`, on: { input: typed } });
}

function doors(one) {
  const wanted = (filters.get(one.id) ?? "").toLowerCase();
  const found = one.doors.filter(({ name }) => name.toLowerCase().includes(wanted));
  const rest = found.length - FEW;
  return [
    h("ul", { class: "doors" }, found.slice(0, FEW).map((door) => doorRow(door, one))),
    rest > 0 && h("p", { class: "quiet" }, `and ${rest} more`),
  ];
}

function doorRow(door, one) {
  const items = itemsOf(door, one);
  return h("li", { key: door.id },
    icon(door.locked === null ? "door" : "lock"),
    h("span", { class: "door-name" }, door.name),
    marks(door).map(([text, look]) => h("span", { class: names("pill", look), key: text }, text)),
    items.length > 0 && menuButton({ name: `door ${door.id}`, label: `What may happen at ${door.name}`, face: icon("more"), items, align: "right" }));
}

function marks({ online, connected, locked, battery }) {
  const isAway = online === false || connected === false;
  return [
    isAway && ["offline", "bad"],
    locked !== null && locked !== undefined && [locked ? "locked" : "unlocked", locked ? "" : "wait"],
    battery !== null && battery !== undefined && [`${Math.round(battery * 100)} %`, battery < 0.2 ? "bad" : ""],
  ].filter(Boolean);
}

function itemsOf(door, one) {
  const isLock = one.kind === "smart_locks";
  const isLow = door.battery !== null && door.battery < 0.2;
  return [
    isLock && { name: "open", label: "A guest opens it", icon: "key", pick: () => change("open_door", { door: door.id }) },
    isLock && door.battery !== null && { name: "battery", label: isLow ? "New batteries" : "Its battery runs low", icon: "battery", pick: () => change("battery", { door: door.id, level: isLow ? FULL : LOW }) },
    isLock && { name: "offline", label: door.online ? "It goes offline" : "It comes back online", icon: "signal", pick: () => change("offline", { door: door.id, online: !door.online }) },
    { name: "remove", label: "It is taken out of the system", icon: "trash", isDanger: true, pick: () => change("remove_door", { door: door.id }) },
  ].filter(Boolean);
}
