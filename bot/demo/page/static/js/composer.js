/**
 * The message box. A text that begins with a slash is a command, here as in Slack, and is completed from what the bot's
 * manifest names; in a thread Slack takes no commands.
 */

import { act } from "./api.js";
import { completions, isCommand, pickCompletion, suggestionList, walkCompletions } from "./commands.js";
import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { tell } from "./interact.js";
import { refresh } from "./live.js";
import { menuButton } from "./menu.js";
import { channelName } from "./offers.js";
import { appChannel } from "./places.js";
import { closePopup, isOpen } from "./popup.js";
import { state, update } from "./state.js";
import { happened } from "./steps.js";
import { toast } from "./toasts.js";

const texts = new Map();
const MOST_ROWS = 8;

function nameOfBox(thread) {
  return `composer ${state.as} ${state.place} ${thread ?? ""}`;
}

export function composer({ thread = null } = {}) {
  const { channel } = state.screen;
  if (!thread && state.place === appChannel()?.id && state.start.bot.read_only !== false) return readOnly();
  const box = nameOfBox(thread);
  const text = texts.get(box) ?? "";
  const label = thread ? "Reply…" : `Message ${channel ? place(channel) : ""}`;
  const id = thread ? "thread-composer" : "composer";
  const isListed = isOpen(box) && !thread;
  const offered = thread ? [] : completions(text);
  return h("form", { class: "composer", key: box, "data-popup": "", on: { submit: (event) => (event.preventDefault(), send(box, thread)) } },
    h("div", { class: "composer-box" },
      h("label", { class: "sr-only", for: id }, label),
      h("textarea", {
        id,
        rows: Math.min(MOST_ROWS, text.split("\n").length),
        value: text,
        placeholder: thread ? label : `${label}, or type / for commands`,
        role: "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": isListed && offered.length > 0,
        "aria-controls": isListed && offered.length ? `${id}-list` : undefined,
        "aria-activedescendant": isListed && offered.length ? `${id}-option-${Math.max(state.popup.active, 0)}` : undefined,
        "aria-haspopup": "listbox",
        on: { input: ({ target }) => typed(box, target.value, thread), keydown: (event) => keyed(event, box, thread, offered) },
      }),
      h("div", { class: "composer-tools" },
        !thread && shortcutsMenu(),
        h("span", { class: "composer-hint" }, text.startsWith("/") && !thread ? "Enter runs the command" : "Enter sends, Shift + Enter starts a line"),
        h("button", { class: names("send", { full: text.trim() }), type: "submit", "aria-label": "Send", disabled: !text.trim() }, icon("send")))),
    isListed && suggestionList(id, offered, (one) => complete(box, one)));
}

function readOnly() {
  return h("p", { class: "composer read-only", key: "read-only" }, "Sending messages to this app has been turned off.");
}

function place(channel) {
  return channel.kind === "im" ? channelName({ ...state.screen.channels.find(({ id }) => id === channel.id), ...channel }) : `#${channel.name}`;
}

/** Put a text into the message box, as the guide does; what stood there goes. */
export function prefill(text) {
  typed(nameOfBox(null), text, null);
  document.getElementById("composer")?.focus();
}

function typed(box, text, thread) {
  texts.set(box, text);
  const isSlash = !thread && completions(text).length > 0;
  if (isSlash) update({ popup: { name: box, active: 0, query: text } });
  else if (isOpen(box)) closePopup();
  else update();
}

function complete(box, one) {
  const text = pickCompletion(one);
  typed(box, text, null);
  document.getElementById("composer")?.focus();
}

function keyed(event, box, thread, offered) {
  if (event.isComposing) return;
  const isListed = isOpen(box) && offered.length > 0;
  if (isListed && walkCompletions(event, offered, (one) => complete(box, one))) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(box, thread);
  }
}

async function send(box, thread) {
  const text = (texts.get(box) ?? "").trim();
  if (!text) return;
  if (text.startsWith("/") && thread) {
    toast(`${text.split(/\s/)[0]} is not supported in threads. Sorry!`, "problem");
    return;
  }
  if (text.startsWith("/") && !isCommand(text)) {
    toast(`${text.split(/\s/)[0]} is not a valid command.`, "problem");
    return;
  }
  texts.delete(box);
  closePopup();
  update();
  const channel = state.place;
  if (text.startsWith("/")) happened("command");
  tell(await (text.startsWith("/") ? act("command", { text, channel }) : act("say", { text, channel, thread_ts: thread ?? undefined })));
  await refresh();
}

function shortcutsMenu() {
  const items = state.start.shortcuts.filter(({ type }) => type === "global").map((shortcut) => ({
    name: shortcut.callback_id,
    label: shortcut.name,
    about: shortcut.description,
    icon: "bolt",
    pick: async () => {
      happened("command");
      tell(await act("shortcut", { callback_id: shortcut.callback_id }));
      refresh();
    },
  }));
  return menuButton({ name: "shortcuts", label: "Shortcuts", face: icon("bolt"), items, className: "tool", above: true });
}
