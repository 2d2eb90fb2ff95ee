/**
 * One list or menu is open at a time, named in `state.popup`. It lives beside its button in the page, so a modal's
 * focus stays inside, and is lifted over everything by the popover API; its place follows the element before it.
 */

import { h } from "./dom.js";
import { state, update } from "./state.js";

const GAP = 4;
const open = new Set();

export function isOpen(name) {
  return state.popup?.name === name;
}

/** Open one by name; `more` is what it wants kept, such as the active row. */
export function openPopup(name, more = {}) {
  update({ popup: { active: -1, query: null, ...more, name } });
}

export function changePopup(changes) {
  update({ popup: { ...state.popup, ...changes } });
}

export function closePopup() {
  if (state.popup) update({ popup: null });
}

/** The floating box; `align` says at which side of its anchor it starts, `width` "anchor" makes it as wide. */
export function popup({ key, align = "left", above = false, width = "" }, ...kids) {
  const place = (node) => placeAt(node, { align, above, width });
  const props = { class: "popup", popover: "manual", key, init: (node) => lift(node, place), after: place, gone: drop };
  return h("div", props, kids);
}

function lift(node, place) {
  node.showPopover?.();
  node.replace = () => place(node);
  open.add(node);
  place(node);
}

function drop(node) {
  open.delete(node);
}

function placeAt(node, { align, above, width }) {
  const anchor = node.previousElementSibling.getBoundingClientRect();
  if (width === "anchor") node.style.width = `${anchor.width}px`;
  const { offsetWidth, offsetHeight } = node;
  const left = align === "right" ? anchor.right - offsetWidth : anchor.left;
  const below = innerHeight - anchor.bottom - GAP;
  const isAbove = above ? anchor.top > offsetHeight + GAP : below < offsetHeight && anchor.top > below;
  const top = isAbove ? anchor.top - offsetHeight - GAP : anchor.bottom + GAP;
  node.style.left = `${Math.max(GAP, Math.min(left, innerWidth - offsetWidth - GAP))}px`;
  node.style.top = `${Math.max(GAP, Math.min(top, innerHeight - offsetHeight - GAP))}px`;
}

/** A click elsewhere closes what is open, and what scrolls takes it along. */
export function watchPopups() {
  document.addEventListener("pointerdown", ({ target }) => {
    if (state.popup && !target.closest("[data-popup]")) closePopup();
  });
  const follow = () => open.forEach((node) => node.replace());
  addEventListener("scroll", follow, { capture: true, passive: true });
  addEventListener("resize", follow, { passive: true });
}
