/**
 * A button with a menu: arrows walk, Enter picks, Escape gives the focus back to the button (and must not close the
 * modal around it). Items are `{name, label, about?, icon?, isDanger?, pick}`.
 */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { closePopup, isOpen, openPopup, popup } from "./popup.js";

/** `name` tells this menu from all others on the page. */
export function menuButton({ name, label, face, items, className = "", align = "left", above = false, describedBy }) {
  const isShown = isOpen(name);
  const button = h(
    "button",
    {
      class: names("menu-button", className, { open: isShown }),
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": isShown,
      "aria-label": label,
      "aria-describedby": describedBy,
      on: { click: () => (isShown ? closePopup() : openPopup(name)), keydown: (event) => opens(event, name) },
    },
    face,
  );
  return h("span.menu-anchor", { "data-popup": "" }, button, isShown && menu(name, label, items, { align, above }));
}

function opens(event, name) {
  if (event.key !== "ArrowDown" || isOpen(name)) return;
  event.preventDefault();
  openPopup(name);
}

function menu(name, label, items, place) {
  return popup(
    { key: `menu ${name}`, ...place },
    h(
      "ul.menu",
      {
        role: "menu",
        "aria-label": label,
        on: { keydown: walk, focusout: leave },
        init: (node) => node.querySelector("button")?.focus(),
      },
      items.map(menuItem),
    ),
  );
}

function menuItem(item) {
  return h(
    "li",
    { role: "none", key: item.name },
    h(
      "button",
      {
        class: names("menu-item", { danger: item.isDanger }),
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        on: { click: (event) => picked(event, item) },
      },
      item.icon && icon(item.icon),
      h("span.menu-words", h("span", item.label), item.about && h("small", item.about)),
    ),
  );
}

function picked(event, item) {
  backToButton(event.currentTarget);
  closePopup();
  item.pick();
}

function backToButton(node) {
  node.closest(".menu-anchor").querySelector(".menu-button").focus();
}

function leave(event) {
  if (event.relatedTarget && !event.currentTarget.closest(".menu-anchor").contains(event.relatedTarget)) closePopup();
}

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key in steps) {
    items.at(steps[event.key] % items.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    backToButton(event.currentTarget);
    closePopup();
    if (event.key === "Tab") return;
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
