/**
 * The message box. A text that begins with a slash is a command, here as in Slack, and is completed from what the
 * bot's manifest names; in a thread Slack takes no commands.
 */

import { completions, firstActive, suggestionList, walkCompletions } from "./commands.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { channelName } from "./offers.js";
import { rowId } from "./parts.js";
import { appChannel } from "./places.js";
import { closePopup, isOpen } from "./popup.js";
import { runShortcut, sendText } from "./sending.js";
import { state, update } from "./state.js";

const texts = new Map();
const MOST_ROWS = 8;

/** The box of the conversation, or of a thread in it. */
export function composer(thread = null) {
  if (!thread && state.place === appChannel()?.id && state.start.bot.read_only) return readOnly();
  const name = nameOfBox(thread);
  const text = texts.get(name) ?? "";
  const offered = thread || !isOpen(name) ? [] : completions(text);
  const box = { name, thread, text, offered, id: thread ? "thread-composer" : "composer" };
  const submit = (event) => {
    event.preventDefault();
    send(box);
  };
  return h(
    "form.composer",
    { key: name, "data-popup": "", on: { submit } },
    h("div.composer-box", field(box), tools(box)),
    offered.length > 0 && suggestionList(box.id, offered, (one) => complete(box, one)),
  );
}

function nameOfBox(thread) {
  return `composer ${state.as} ${state.place} ${thread ?? ""}`;
}

function readOnly() {
  return h("p.composer.read-only", { key: "read-only" }, "Sending messages to this app has been turned off.");
}

function field(box) {
  const { id, thread, text, offered } = box;
  const label = thread ? "Reply…" : `Message ${placeName()}`;
  const active = offered.length > 0 && state.popup.active >= 0;
  return [
    h("label.sr-only", { for: id }, label),
    h("textarea", {
      id,
      rows: Math.min(MOST_ROWS, text.split("\n").length),
      value: text,
      placeholder: thread ? label : `${label}, or type / for commands`,
      "aria-autocomplete": thread ? undefined : "list",
      "aria-controls": offered.length ? `${id}-list` : undefined,
      "aria-activedescendant": active ? rowId(id, state.popup.active) : undefined,
      on: { input: ({ target }) => typed(box, target.value), keydown: (event) => keyed(event, box) },
    }),
  ];
}

function placeName() {
  const here = state.screen.channels.find(({ id }) => id === state.place);
  if (!here) return "";
  return here.kind === "im" ? channelName(here) : `#${here.name}`;
}

function tools({ text, thread }) {
  const isCommand = text.startsWith("/") && !thread;
  const isEmpty = !text.trim();
  return h(
    "div.composer-tools",
    !thread && shortcutsMenu(),
    h("span.composer-hint", isCommand ? "Enter runs the command" : "Enter sends, Shift + Enter starts a line"),
    h(
      "button.send",
      { class: isEmpty ? "" : "full", type: "submit", "aria-label": "Send", disabled: isEmpty },
      icon("send"),
    ),
  );
}

function shortcutsMenu() {
  const items = state.start.shortcuts
    .filter(({ type }) => type === "global")
    .map(({ callback_id: id, name: label, description: about }) => {
      return { name: id, label, about, icon: "bolt", pick: () => runShortcut("shortcut", { callback_id: id }) };
    });
  const look = { face: icon("bolt"), className: "tool", above: true };
  return menuButton({ name: "shortcuts", label: "Shortcuts", items, ...look });
}

/** Put a text into the message box, as the guide does; what stood there goes. */
export function prefill(text) {
  typed({ name: nameOfBox(null), thread: null }, text);
  document.getElementById("composer")?.focus();
}

function typed({ name, thread }, text) {
  texts.set(name, text);
  if (!thread && completions(text).length) update({ popup: { name, active: firstActive(text), query: text } });
  else if (isOpen(name)) closePopup();
  else update();
}

function complete(box, one) {
  typed(box, one.text);
  document.getElementById("composer")?.focus();
}

function keyed(event, box) {
  if (event.isComposing) return;
  if (box.offered.length && walkCompletions(event, box.offered, (one) => complete(box, one))) return;
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  send(box);
}

async function send({ name, thread, text }) {
  closePopup();
  texts.delete(name);
  update();
  if (!(await sendText(text.trim(), thread)) && !texts.get(name)) texts.set(name, text);
  update();
}
