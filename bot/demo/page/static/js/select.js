/**
 * Every menu that is searched by typing, for one or for several: the ARIA combobox with a list box. The focus never
 * leaves the text field, which is empty while the list is open; which option the arrows are on is said by
 * `aria-activedescendant`.
 */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { marks } from "./field_marks.js";
import { safeId } from "./input_block.js";
import { choose, nameOf } from "./interact.js";
import { forgetOffers, labelOf, offersOf, search } from "./offers.js";
import { iconButton, listBox, listRow, rowId } from "./parts.js";
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
  const chosen = isMany ? (value ?? []) : value ? [value] : [];
  const id = aria.said?.id ?? safeId(name);
  const query = isOpen(name) ? (state.popup.query ?? "") : null;
  const { groups, note } = isOpen(name) ? offersOf(element, name, query) : { groups: [], note: "" };
  const self = { element, block, context, aria, name, id, isMany, chosen, groups, note, query };
  return h(
    "div.select",
    { class: isOpen(name) ? "open" : "", "data-popup": "" },
    box(self),
    isOpen(name) && list(self),
  );
}

function box(self) {
  const { block, isMany, chosen, query, aria } = self;
  const isOne = !isMany && chosen.length > 0;
  return h(
    "div.field.select-box",
    { class: aria.isBad ? "bad" : "", on: { click: (event) => pressed(event, self) } },
    isMany && chosen.map((value) => chip(value, self)),
    isOne && query === null && personOf(chosen[0], self),
    input(self),
    isOne && block.optional && clear(self),
    icon("down", "select-arrow"),
  );
}

function input(self) {
  const { element, isMany, chosen, query, aria } = self;
  const isShown = isOpen(self.name);
  const asked = words(element.placeholder);
  return h("input.select-input", {
    key: "input",
    type: "text",
    role: "combobox",
    id: self.id,
    value: query ?? (isMany || !chosen.length ? "" : labelOf(chosen[0])),
    placeholder: chosen.length ? (isMany ? "" : labelOf(chosen[0])) : asked || "Choose an option",
    autocomplete: "off",
    spellcheck: false,
    ...aria.said,
    "aria-label": aria.said ? undefined : asked || "Choose",
    "aria-autocomplete": "list",
    "aria-expanded": isShown,
    "aria-controls": isShown ? `${self.id}-list` : undefined,
    "aria-activedescendant": activeId(self),
    ...marks(element),
    on: {
      input: ({ target }) => reopen(self, target.value),
      keydown: (event) => keyed(event, self),
      focus: ({ target }) => target.select(),
      blur: (event) => left(event, self),
    },
  });
}

/** What is optional can be taken back. */
function clear({ element, block, context, chosen }) {
  const press = (event) => (event.stopPropagation(), choose(context, block, element, null));
  return iconButton("close", `Clear ${labelOf(chosen[0])}`, press, { class: "plain select-clear", key: "clear" });
}

function personOf(value, { element }) {
  return element.type.endsWith("users_select") ? avatar(value, labelOf(value), "tiny") : null;
}

function chip(value, self) {
  const label = labelOf(value);
  const remove = (event) => (event.stopPropagation(), pick(self, value));
  const words = [personOf(value, self), h("span", label)];
  return h("span.chip", { key: `chip ${value.value ?? value}` }, words, iconButton("close", `Remove ${label}`, remove));
}

function list(self) {
  let count = 0;
  const groups = self.groups.map((group, index) => {
    const options = group.options.map((one) => row(one, count++, self));
    if (!group.label) return options;
    const id = `${self.id}-group-${index}`;
    const title = h("div.option-group", { id, role: "presentation" }, group.label);
    return h("div", { role: "group", "aria-labelledby": id, key: id }, title, options);
  });
  const status = h("p.option-note", { role: "status", key: "note" }, count ? limitNote(self) : self.note);
  const box = listBox({ id: self.id, label: "Options", isMany: self.isMany }, groups);
  return popup({ key: "list", width: "anchor" }, box, status);
}

function limitNote({ element, chosen }) {
  const most = element.max_selected_items;
  return most && chosen.length >= most ? `No more than ${most} can be chosen` : "";
}

function row(one, index, self) {
  const isChosen = self.chosen.some((value) => same(value, one.option));
  const isActive = index === state.popup.active;
  const point = (active) => changePopup({ active });
  return listRow(
    { id: self.id, index, key: one.value, isActive, isChosen, pick: () => pick(self, one.option), point },
    one.isPerson && avatar(one.value, one.label, "tiny"),
    h("span.option-words", h("span", one.label), one.about && h("small", one.about)),
    isChosen && icon("check"),
  );
}

function flat({ groups }) {
  return groups.flatMap((group) => group.options);
}

function activeId(self) {
  const { active } = state.popup ?? {};
  return isOpen(self.name) && active >= 0 && active < flat(self).length ? rowId(self.id, active) : undefined;
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
