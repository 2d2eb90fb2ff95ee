/** Small things that stand everywhere. A button that shows only a shape always has a name. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** A button without words; `more` are further props. */
export function iconButton(shape, label, press, { class: more = "plain", ...props } = {}) {
  return h("button", { class: more, type: "button", "aria-label": label, on: { click: press }, ...props }, icon(shape));
}

/** Words for screen readers alone. */
export function unseen(text) {
  return h("span.sr-only", text);
}

/** "1 reply", "3 replies" */
export function counted(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

/** How many messages are new, in a red pill; nothing where none is. */
export function unreadCount(count) {
  return count > 0 && h("span.unread-count", { key: "unread" }, count, unseen(" unread"));
}

/** A list box whose focus stays in the field it belongs to: a press on it must not take the focus away. */
export function listBox({ id, label, isMany = false, class: more = "" }, ...rows) {
  const stay = (event) => event.preventDefault();
  const aria = { "aria-label": label, "aria-multiselectable": isMany || undefined };
  return h("div.options", { class: more, role: "listbox", id: `${id}-list`, ...aria, on: { pointerdown: stay } }, rows);
}

/** A row of a list box; the active one is kept in sight. */
export function listRow({ id, index, key, isActive, isChosen, pick, point }, ...kids) {
  const show = (node) => node.scrollIntoView({ block: "nearest" });
  const props = { role: "option", id: rowId(id, index), key, "aria-selected": isChosen };
  const on = { click: pick, pointermove: () => !isActive && point(index) };
  return h("div.option", { class: isActive ? "active" : "", ...props, after: isActive ? show : undefined, on }, kids);
}

export function rowId(id, index) {
  return `${id}-option-${index}`;
}
