/** The list over the message box: commands while the first word is typed, then the words that the command knows. */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { changePopup, closePopup, popup } from "./popup.js";
import { state } from "./state.js";

/** Whether the text begins with a command that an app has. */
export function isCommand(text) {
  const word = text.split(/\s/)[0];
  return state.start.commands.some(({ command }) => command === word);
}

/** What the text may become: `{text, label, hint, about, isWhole}`. */
export function completions(text) {
  if (!text.startsWith("/") || text.includes("\n")) return [];
  const [word, ...rest] = text.split(" ");
  if (!rest.length) return commands(word);
  const command = state.start.commands.find((one) => one.command === word);
  return command ? verbs(command, rest.join(" ")) : [];
}

function commands(word) {
  return state.start.commands.filter(({ command }) => command.startsWith(word)).map((one) => ({
    text: `${one.command} `, label: one.command, hint: one.usage_hint, about: one.description,
  }));
}

/** Verbs come with their command in front or, where there is one command, without. */
function verbs({ command }, typed) {
  return state.start.verbs
    .map(({ text, about }) => ({ verb: text.startsWith("/") ? text : `${command} ${text}`, about }))
    .filter(({ verb }) => verb.startsWith(`${command} `))
    .map(({ verb, about }) => ({ text: verb, label: verb, hint: "", about, isWhole: true }))
    .filter(({ text }) => text.startsWith(`${command} ${typed}`) && text !== `${command} ${typed}`);
}

export function pickCompletion(one) {
  return one.text;
}

export function suggestionList(id, offered, pick) {
  if (!offered.length) return null;
  const active = Math.max(state.popup.active, 0);
  return popup({ key: "completions", above: true, width: "anchor" },
    h("div", { class: "options commands", role: "listbox", id: `${id}-list`, "aria-label": "Commands", on: { pointerdown: (event) => event.preventDefault() } },
      offered.map((one, index) => h("div", {
        class: names("option", { active: index === active }),
        role: "option",
        id: `${id}-option-${index}`,
        key: one.label,
        "aria-selected": index === active,
        on: { click: () => pick(one), pointermove: () => index !== active && changePopup({ active: index }) },
      },
      h("span", { class: "avatar bot small", "aria-hidden": "true" }, icon("key")),
      h("span", { class: "option-words" },
        h("span", {}, h("strong", {}, one.label), one.hint && h("span", { class: "usage" }, ` ${one.hint}`)),
        h("small", {}, one.about)),
      h("span", { class: "option-app" }, state.start.bot.name)))));
}

/** Arrows walk, Tab completes; Enter completes a command that is only begun and sends a whole one. True where used. */
export function walkCompletions(event, offered, pick) {
  const active = Math.max(state.popup.active, 0);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) changePopup({ active: (active + steps[event.key] + offered.length) % offered.length });
  else if (event.key === "Tab" && !event.shiftKey) pick(offered[active]);
  else if (event.key === "Enter" && isBegun(event.target.value)) pick(offered[active]);
  else if (event.key === "Escape") closePopup();
  else return false;
  event.preventDefault();
  return true;
}

function isBegun(text) {
  return !text.includes(" ") && !isCommand(text);
}
