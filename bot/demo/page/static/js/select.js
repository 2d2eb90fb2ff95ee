/**
 * Every menu that is searched by typing, for one or for several: the ARIA combobox with a list box. The focus never
 * leaves the text field; which option the arrows are on is said by `aria-activedescendant`.
 */

import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { choose, nameOf } from "./interact.js";
import { forgetOffers, labelOf, offersOf, search } from "./offers.js";
import { avatar } from "./people.js";
import { changePopup, closePopup, isOpen, openPopup, popup } from "./popup.js";
import { words } from "./rich.js";
import { state } from "./state.js";
import { isMulti, valueOf } from "./values.js";

const same = (one, other) => (one?.value ?? one) === (other?.value ?? other);

export function select(element, block, context, aria) {
  const name = nameOf(context, block, element);
  const value = valueOf(context, block, element);
  const isMany = isMulti(element);
  const chosen = isMany ? value ?? [] : value ? [value] : [];
  const id = aria.id ?? name.replace(/[^\w-]+/g, "-");
  const query = isOpen(name) ? state.popup.query : null;
  const { groups, note } = isOpen(name) ? offersOf(element, name, query ?? "") : { groups: [], note: "" };
  const self = { element, block, context, aria, name, id, isMany, chosen, groups, note, query };
  return h("div", { class: names("select", { open: isOpen(name), many: isMany, bad: aria.isBad }), "data-popup": "" },
    box(self), isOpen(name) && list(self));
}

function box(self) {
  const { element, block, isMany, chosen, query, aria } = self;
  const shown = query ?? (isMany || !chosen.length ? "" : labelOf(chosen[0]));
  const placeholder = isMany && chosen.length ? "" : words(element.placeholder) || (isMany ? "Choose options" : "Choose an option");
  return h("div", { class: names("field select-box", { bad: aria.isBad }), on: { click: (event) => pressed(event, self) } },
    isMany && chosen.map((value) => chip(value, self)),
    !isMany && chosen.length > 0 && query === null && personOf(chosen[0], self),
    h("input", {
      class: "select-input",
      key: "input",
      type: "text",
      role: "combobox",
      id: self.id,
      value: shown,
      placeholder,
      autocomplete: "off",
      spellcheck: false,
      "aria-label": aria.id ? undefined : words(element.placeholder) || "Choose",
      "aria-describedby": aria.about,
      "aria-invalid": aria.isBad || undefined,
      "aria-required": aria.isRequired,
      "aria-autocomplete": "list",
      "aria-expanded": isOpen(self.name),
      "aria-controls": isOpen(self.name) ? `${self.id}-list` : undefined,
      "aria-activedescendant": activeId(self),
      "data-focus": element.focus_on_load ? "first" : undefined,
      "data-action-id": element.action_id,
      on: {
        input: ({ target }) => reopen(self, target.value),
        keydown: (event) => keyed(event, self),
        focus: ({ target }) => target.select(),
        blur: (event) => left(event, self),
      },
    }),
    !isMany && chosen.length > 0 && block.optional && clear(self),
    icon("down", "select-arrow"));
}

/** What is optional can be taken back. */
function clear({ element, block, context, chosen }) {
  const press = (event) => (event.stopPropagation(), choose(context, block, element, null));
  return h("button", { class: "plain select-clear", type: "button", key: "clear", "aria-label": `Clear ${labelOf(chosen[0])}`, on: { click: press } }, icon("close"));
}

function personOf(value, { element }) {
  return element.type.endsWith("users_select") ? avatar(value, labelOf(value), "tiny") : null;
}

function chip(value, self) {
  const label = labelOf(value);
  return h("span", { class: "chip", key: `chip ${value.value ?? value}` },
    personOf(value, self),
    h("span", {}, label),
    h("button", {
      class: "plain",
      type: "button",
      "aria-label": `Remove ${label}`,
      on: { click: (event) => (event.stopPropagation(), pick(self, value)) },
    }, icon("close")));
}

function list(self) {
  const rows = [];
  const groups = self.groups.map((group, index) => {
    const label = `${self.id}-group-${index}`;
    const options = group.options.map((one) => row(one, rows.push(one) - 1, self));
    if (!group.label) return options;
    return h("div", { role: "group", "aria-labelledby": label, key: label },
      h("div", { class: "option-group", id: label, role: "presentation" }, group.label), options);
  });
  const box = h("div", {
    class: "options",
    role: "listbox",
    id: `${self.id}-list`,
    "aria-label": "Options",
    "aria-multiselectable": self.isMany || undefined,
    on: { pointerdown: (event) => event.preventDefault() },
  }, groups);
  const status = h("p", { class: "option-note", role: "status", key: "note" }, rows.length ? limitNote(self) : self.note);
  return popup({ key: "list", width: "anchor" }, box, status);
}

function limitNote({ element, chosen }) {
  const most = element.max_selected_items;
  return most && chosen.length >= most ? `No more than ${most} can be chosen` : "";
}

function row(one, index, self) {
  const isChosen = self.chosen.some((value) => same(value, one.option));
  const isActive = index === state.popup.active;
  return h("div", {
    class: names("option", { active: isActive, chosen: isChosen }),
    role: "option",
    id: `${self.id}-option-${index}`,
    key: one.value,
    "aria-selected": isChosen,
    after: isActive ? (node) => node.scrollIntoView({ block: "nearest" }) : undefined,
    on: { click: () => pick(self, one.option), pointermove: () => !isActive && changePopup({ active: index }) },
  },
  one.isPerson && avatar(one.value, one.label, "tiny"),
  h("span", { class: "option-words" }, h("span", {}, one.label), one.about && h("small", {}, one.about)),
  isChosen && icon("check"));
}

function flat({ groups }) {
  return groups.flatMap((group) => group.options);
}

function activeId(self) {
  const { active } = state.popup ?? {};
  return isOpen(self.name) && active >= 0 && active < flat(self).length ? `${self.id}-option-${active}` : undefined;
}

function reopen(self, query) {
  openPopup(self.name, { query, active: query ? 0 : -1 });
  search(self.context, self.block, self.element, self.name, query);
}

function show(self) {
  openPopup(self.name, { active: flatIndexOfChosen(self) });
  search(self.context, self.block, self.element, self.name, "");
}

function flatIndexOfChosen({ element, name, chosen }) {
  const options = offersOf(element, name, "").groups.flatMap((group) => group.options);
  return options.findIndex((one) => chosen.some((value) => same(value, one.option)));
}

function pressed(event, self) {
  if (event.target.closest("button")) return;
  event.currentTarget.querySelector("input").focus();
  if (!isOpen(self.name)) show(self);
  else if (!event.target.matches("input")) close(self);
}

function close(self) {
  forgetOffers(self.name);
  closePopup();
}

/** Left by Tab or a click elsewhere: what was typed and not picked is dropped. */
function left(event, self) {
  if (isOpen(self.name) && !event.relatedTarget?.closest?.(".select.open")) close(self);
}

function pick(self, option) {
  const { element, block, context, isMany, chosen } = self;
  if (!isMany) {
    close(self);
    choose(context, block, element, option);
    return;
  }
  const isChosen = chosen.some((value) => same(value, option));
  if (!isChosen && chosen.length >= (element.max_selected_items ?? Infinity)) return;
  if (isOpen(self.name) && self.query) reopen(self, "");
  choose(context, block, element, isChosen ? chosen.filter((value) => !same(value, option)) : [...chosen, option]);
}

function keyed(event, self) {
  const act = KEYS[event.key];
  if (act && !event.isComposing && act(self, event) !== false) {
    event.preventDefault();
    event.stopPropagation();
  }
}

const KEYS = {
  ArrowDown: (self) => (isOpen(self.name) ? walk(self, 1) : show(self)),
  ArrowUp: (self) => (isOpen(self.name) ? walk(self, -1) : show(self)),
  Enter(self) {
    const one = isOpen(self.name) && flat(self)[state.popup.active];
    if (one) pick(self, one.option);
  },
  Escape: (self) => (isOpen(self.name) ? close(self) : false),
  Backspace(self, event) {
    if (event.target.value || !self.isMany || !self.chosen.length) return false;
    return pick(self, self.chosen.at(-1));
  },
};

function walk(self, step) {
  const count = flat(self).length;
  const { active } = state.popup;
  if (count) changePopup({ active: active < 0 && step < 0 ? count - 1 : (active + step + count) % count });
}
