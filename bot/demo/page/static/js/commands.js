/**
 * The list over the message box: commands while the first word is typed, then what may follow. Enter takes a row only
 * where one is active: a command that is whole is sent, not completed.
 */

import { h } from "./dom.js";
import { avatar } from "./people.js";
import { changePopup, closePopup, popup } from "./popup.js";
import { listBox, listRow } from "./parts.js";
import { state } from "./state.js";

/** Whether the text begins with a command that an app has. */
export function isCommand(text) {
  return state.start.commands.some(({ command }) => command === text.split(/\s/)[0]);
}

/** What the text may become: `{text, label, hint, about}`. */
export function completions(text) {
  if (!text.startsWith("/") || text.includes("\n")) return [];
  const [word] = text.split(" ");
  return text === word ? commands(word) : verbs(text);
}

function commands(word) {
  const found = state.start.commands.filter(({ command }) => command.startsWith(word));
  return found.map(({ command, usage_hint: hint, description: about }) => ({
    text: `${command} `,
    label: command,
    hint,
    about,
  }));
}

function verbs(typed) {
  const found = state.start.verbs.filter(({ text }) => text.startsWith(typed) && text !== typed);
  return found.map(({ text, about }) => ({ text, label: text, hint: "", about }));
}

/** The row that is active at first: the first command while its name is only begun. */
export function firstActive(text) {
  return isCommand(text) ? -1 : 0;
}

/** The list itself. The message box is a text area, which may be no combobox: it names the list and its active row. */
export function suggestionList(id, offered, pick) {
  const point = (active) => changePopup({ active });
  const { bot } = state.start;
  const rows = offered.map((one, index) => {
    const isActive = index === state.popup.active;
    const words = h("span", h("strong", one.label), one.hint && h("span.usage", ` ${one.hint}`));
    return listRow(
      { id, index, key: one.label, isActive, isChosen: isActive, pick: () => pick(one), point },
      avatar(bot.id, bot.name, "small"),
      h("span.option-words", words, h("small", one.about)),
      h("span.option-app", bot.name),
    );
  });
  const place = { key: "completions", above: true, width: "anchor" };
  return popup(place, listBox({ id, label: "Commands", class: "commands" }, rows));
}

/** Arrows walk, Tab and Enter complete. True where the key was used. */
export function walkCompletions(event, offered, pick) {
  const { active } = state.popup;
  const steps = { ArrowDown: active + 1, ArrowUp: active < 0 ? -1 : active - 1 };
  if (event.key in steps) changePopup({ active: (steps[event.key] + offered.length) % offered.length });
  else if (event.key === "Tab" && !event.shiftKey) pick(offered[Math.max(active, 0)]);
  else if (event.key === "Enter" && active >= 0) pick(offered[active]);
  else if (event.key === "Escape") closePopup();
  else return false;
  event.preventDefault();
  return true;
}
