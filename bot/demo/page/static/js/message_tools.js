/**
 * What can be done with a message: its thread, and the app's shortcuts for messages. Nothing on what only you can see.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { parseMrkdwn, parsePlain, textOf } from "./mrkdwn.js";
import { iconButton } from "./parts.js";
import { nameOf } from "./people.js";
import { openThread } from "./places.js";
import { isOpen } from "./popup.js";
import { runShortcut } from "./sending.js";
import { state } from "./state.js";
import { toast } from "./toasts.js";

export function isMenuOpen(one, isThread) {
  return isOpen(menuName(one, isThread));
}

function menuName(one, isThread) {
  return `message ${one.ts} ${isThread}`;
}

/** The bar that shows while the message has the pointer or the focus. */
export function tools(one, { where }, isThread) {
  if (one.only_for_you) return null;
  const thread = () => openThread(one.thread_ts ?? one.ts);
  const menu = {
    name: menuName(one, isThread),
    label: `More actions for the message of ${one.name}`,
    face: icon("more"),
    items: items(one, where.message),
    align: "right",
  };
  const link = !isThread && iconButton("thread", "View thread", thread, { class: "tool", title: "View thread" });
  return h("div.tools", { key: "tools" }, link, menuButton(menu));
}

function items(one, place) {
  const offered = state.start.shortcuts.filter(({ type }) => type === "message");
  const shortcuts = offered.map(({ callback_id: id, name: label }) => ({
    name: id,
    label,
    about: state.start.bot.name,
    icon: "key",
    pick: () => runShortcut("message_shortcut", { callback_id: id, ...place }),
  }));
  return [...shortcuts, { name: "copy", label: "Copy text", icon: "copy", pick: () => copy(one) }];
}

async function copy(one) {
  const texts = one.blocks?.length ? one.blocks.map(({ text }) => text).filter((text) => text?.text) : [];
  const read = (text) => textOf(text.type === "mrkdwn" ? parseMrkdwn(text.text) : parsePlain(text.text), nameOf);
  try {
    await navigator.clipboard.writeText(
      texts.length ? texts.map(read).join("\n") : textOf(parseMrkdwn(one.text), nameOf),
    );
    toast("Copied.");
  } catch {
    toast("This browser does not let the page copy.");
  }
}
