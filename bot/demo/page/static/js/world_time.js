/** The one clock of the bot and both simulators, and how to move it. What falls due on the way happens on the way. */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { now, readingZone, state } from "./state.js";
import { clockTime, dayAndTime, placeOf, span } from "./time.js";
import { skipBy, skipTo } from "./world_act.js";

const HOUR = 3600;

export function clock(world) {
  const zone = readingZone();
  const at = now();
  return h(
    "section.clock",
    { key: "clock", "aria-label": "Clock" },
    h(
      "p.clock-face",
      h("time.clock-time", clockTime(at, zone)),
      h("span.clock-day", `${dayAndTime(at, zone).split(", ").slice(0, 2).join(", ")} · ${placeOf(zone)}`),
    ),
    skips(world, at),
  );
}

function skips(world, at) {
  const reminder = world.skip.next_reminder_at;
  return h(
    "div.skips",
    { key: "skips" },
    skip(
      "Next reminder",
      reminder ? `in ${span(reminder - at)}` : "none is planned",
      () => skipTo("next_reminder"),
      "next_reminder",
      !reminder,
    ),
    skip("+1 hour", "", () => skipBy(HOUR), HOUR),
    skip("+1 day", "", () => skipBy(24 * HOUR), 24 * HOUR),
  );
}

function skip(label, about, run, name, isOff = false) {
  const isWaiting = state.waiting.has(`world skip ${name}`);
  return h(
    "button",
    {
      class: names("button skip", { waiting: isWaiting, wide: about }),
      type: "button",
      key: label,
      disabled: isOff,
      on: { click: run },
    },
    icon("skip"),
    h("span", label, about && h("small", about)),
  );
}
