/**
 * Date and time fields are the browser's own: they know the keyboard and every screen reader. A date or a time has no
 * zone: the bot reads it as the building's. Only a datetimepicker is a moment, in the reader's zone, as in Slack.
 *
 * The browser tells of every digit; what is chosen is sent after a pause, or when the field is left.
 */

import { h } from "./dom.js";
import { keepDraft } from "./drafts.js";
import { marks } from "./field_marks.js";
import { choose, nameOf } from "./interact.js";
import { words } from "./rich.js";
import { readingZone, update } from "./state.js";
import { dateNumber, placeOf, secondsOf, time24 } from "./time.js";
import { valueOf } from "./values.js";

const PAUSE = 500;
const FIRST_YEAR = 1000;
const same = { shown: (value) => value, taken: (text) => text || null };
const KINDS = {
  datepicker: { type: "date", ...same },
  timepicker: { type: "time", ...same },
  datetimepicker: {
    type: "datetime-local",
    shown: (value) => `${dateNumber(value, readingZone())}T${time24(value, readingZone())}`,
    taken: (text) => (text ? secondsOf(text, readingZone()) : null),
  },
};
const planned = new Map();

export function moment(element, block, context, aria) {
  const { type, shown, taken } = KINDS[element.type];
  const value = valueOf(context, block, element);
  const name = nameOf(context, block, element);
  const field = h("input.field.moment", {
    class: aria.isBad ? "bad" : "",
    type,
    value: value ? shown(value) : "",
    ...aria.said,
    "aria-label": aria.said ? undefined : words(element.placeholder) || "Date or time",
    ...marks(element),
    on: { input: ({ target }) => changed(name, target, [context, block, element], taken), blur: () => commit(name) },
  });
  if (element.type !== "datetimepicker") return field;
  return [field, h("p.hint", { key: "zone" }, `${placeOf(readingZone())} time`)];
}

/** A date in the making is empty, and its year runs through 2, 20 and 202. */
function changed(name, field, [context, block, element], taken) {
  const value = taken(field.value);
  forget(name);
  keepDraft(context, block, element, value);
  update();
  const year = Number(field.value.slice(0, 4));
  const isInTheMaking = field.validity.badInput || (field.type !== "time" && value !== null && year < FIRST_YEAR);
  if (isInTheMaking) return;
  const run = () => choose(context, block, element, value);
  planned.set(name, { run, timer: setTimeout(() => commit(name), PAUSE) });
}

function commit(name) {
  const plan = planned.get(name);
  forget(name);
  plan?.run();
}

function forget(name) {
  clearTimeout(planned.get(name)?.timer);
  planned.delete(name);
}
