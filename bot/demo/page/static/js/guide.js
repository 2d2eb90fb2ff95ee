/**
 * Five steps from nothing to a PIN and its end. A step ticks itself off by what really happened (Seam's own list
 * decides about the PIN and the end), in whatever order things are tried.
 */

import { prefill } from "./composer.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { iconButton, unseen } from "./parts.js";
import { goTo } from "./places.js";
import { state, update } from "./state.js";
import { countDone, isDone, lookAt } from "./steps.js";
import { skipTo } from "./world_act.js";

const PUT_AWAY = "keydesk-demo-guide";
let isUnfolded = null;

const STEPS = [
  {
    name: "command",
    text: ["Type ", h("code", "/guest"), " in the message box and press Enter."],
    help: "Put it there",
    run: () => start(),
  },
  { name: "submit", text: ["Fill in a name, tick a door, press ", h("strong", "Give access"), "."] },
  { name: "pin", text: ["Read the PIN. The panel ", h("strong", "The world"), " shows what Seam really holds."] },
  {
    name: "skip",
    text: ["Skip the clock to the next reminder, and see it arrive."],
    help: "Skip",
    run: () => skipTo("next_reminder"),
  },
  { name: "end", text: ["Press ", h("strong", "End access"), " on the card, and see it go at Seam too."] },
];
const LAST = "Now try it as somebody else, with Seam down, or with a PIN that comes late.";

export function startGuide() {
  update({ isGuideShown: !sessionStorage.getItem(PUT_AWAY) });
}

async function start() {
  if (!state.screen.channel || state.screen.channel.kind === "im") await goTo(state.start.first_channel);
  prefill("/guest");
}

function putAway() {
  sessionStorage.setItem(PUT_AWAY, "yes");
  update({ isGuideShown: false });
}

/** The guide: all steps at first, then the one that is next; gone once it was put away. */
export function guide() {
  if (state.world) lookAt(state.world.credentials);
  if (!state.isGuideShown || !state.world) return null;
  const next = STEPS.find(({ name }) => !isDone(name));
  const isLong = next && (isUnfolded ?? countDone() === 0);
  const steps = () =>
    h(
      "ol.guide-steps",
      STEPS.map((step, index) => row(step, index, step === next)),
    );
  const props = { class: isLong ? "" : "short", key: "guide", "aria-labelledby": "guide-title" };
  return h("section.guide", props, head(next, isLong), isLong && steps());
}

function head(next, isLong) {
  const now = !isLong && (next ? words(next) : LAST);
  return h(
    "div.guide-head",
    h("h2", { id: "guide-title" }, next ? "Try this" : "That is Keydesk."),
    next && dots(),
    h("div.guide-next", { "aria-live": "polite", key: "next" }, now),
    next && countDone() > 0 && foldButton(isLong),
    iconButton("close", "Put the guide away", putAway, { key: "close" }),
  );
}

function dots() {
  const label = `${countDone()} of ${STEPS.length} steps done`;
  const dot = ({ name }) => h("i", { class: isDone(name) ? "done" : "", key: name });
  return h("span.guide-dots", { role: "img", "aria-label": label }, STEPS.map(dot));
}

function foldButton(isLong) {
  const fold = () => {
    isUnfolded = !isLong;
    update();
  };
  const props = { type: "button", key: "fold", "aria-expanded": isLong, on: { click: fold } };
  return h("button.link", props, isLong ? "Fewer" : "All steps");
}

function row(step, index, isNext) {
  const isPast = isDone(step.name);
  const look = isNext ? "next" : isPast ? "done" : "";
  return h(
    "li",
    { class: look, key: step.name, "aria-current": isNext ? "step" : undefined },
    h("span.step-mark", { "aria-hidden": "true" }, isPast ? icon("check") : index + 1),
    h("div.step-words", isPast && unseen("Done: "), isNext ? words(step) : h("span", step.text)),
  );
}

function words({ text, help, run }) {
  const button = help && h("button.button.small", { type: "button", key: "help", on: { click: run } }, help);
  return [h("span", { key: "words" }, text), button];
}
