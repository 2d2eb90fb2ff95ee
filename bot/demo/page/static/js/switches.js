/** Switches of the panel: they show what was picked at once, and what is so as soon as the server has said it. */

import { h } from "./dom.js";
import { update } from "./state.js";

const wanted = new Map();

/** Several to choose one of, as real radio buttons; `options` are `{value, label, about?}`. */
export function segments({ name, label, options, value, pick }) {
  const shown = wanted.get(name) ?? value;
  const segment = (option) => {
    const on = { change: () => want(name, option.value, pick) };
    const input = h("input", { type: "radio", name, value: option.value, checked: option.value === shown, on });
    return h("label", { key: option.value, title: option.about }, input, h("span", option.label));
  };
  return h("fieldset.segments", { key: name }, h("legend", label), h("div.segment-row", options.map(segment)));
}

/** On or off. */
export function onOff({ name, label, value, pick }) {
  const change = ({ target }) => want(name, target.checked, pick);
  const input = h("input", { type: "checkbox", role: "switch", checked: wanted.get(name) ?? value, on: { change } });
  return h("label.switch", { key: name }, input, h("span.switch-track", { "aria-hidden": "true" }), label);
}

async function want(name, value, pick) {
  wanted.set(name, value);
  update();
  await pick(value);
  wanted.delete(name);
  update();
}
