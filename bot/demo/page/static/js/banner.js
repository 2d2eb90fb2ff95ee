/** Says on every screen that this is a demo; the reading zone and the look are switched here. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./people.js";
import { state, update } from "./state.js";
import { isDark, switchTheme } from "./theme.js";
import { placeOf } from "./time.js";

export function banner() {
  return h("header", { class: "banner" },
    button("menu", "Channels and apps", () => toggleDrawer("sidebar"), "only-narrow", state.drawer === "sidebar"),
    h("p", { class: "banner-words" },
      h("strong", {}, "Demo"),
      h("span", { class: "long" }, "Slack, Latch and Seam are simulators and all people invented. Nothing leaves this machine."),
      h("span", { class: "short" }, "All simulated, nothing leaves this machine.")),
    zones(),
    button(isDark() ? "sun" : "moon", isDark() ? "Light theme" : "Dark theme", switchTheme),
    button("panel", "The world", toggleWorld, "world-toggle", isWorldOpen()));
}

function button(shape, label, press, more = "", pressed = undefined) {
  return h("button", {
    class: `banner-button ${more}`, type: "button", key: shape === "sun" || shape === "moon" ? "theme" : shape,
    "aria-label": label, title: label, "aria-expanded": pressed, on: { click: press },
  }, icon(shape));
}

function zones() {
  const own = state.screen.me.tz;
  const pick = ({ target }) => update({ zone: target.value });
  return h("label", { class: "zone-switch" },
    icon("globe"),
    h("span", { class: "sr-only" }, "Read times in"),
    h("select", { value: state.zone, on: { change: pick } },
      h("option", { value: "" }, `${placeOf(own)} (${nameOf(state.as).split(" ")[0]}’s)`),
      state.start.zones.filter((zone) => zone !== own).map((zone) => h("option", { value: zone, key: zone }, placeOf(zone)))));
}

function isNarrow() {
  return matchMedia("(max-width: 64rem)").matches;
}

function isWorldOpen() {
  return isNarrow() ? state.drawer === "world" : state.isWorldShown;
}

export function toggleWorld() {
  if (isNarrow()) toggleDrawer("world");
  else update({ isWorldShown: !state.isWorldShown });
}

function toggleDrawer(name) {
  update({ drawer: state.drawer === name ? null : name });
}
