/** Says on every screen that this is a demo; the reading zone and the look are switched here. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { iconButton, unseen } from "./parts.js";
import { nameOf } from "./people.js";
import { state, update } from "./state.js";
import { isDark, switchTheme } from "./theme.js";
import { placeOf } from "./time.js";

const WORDS = "Slack, Latch and Seam are simulators and all people invented. Nothing leaves this machine.";
const FEW_WORDS = "All simulated, nothing leaves this machine.";

export function banner() {
  const [look, other] = isDark() ? ["sun", "Light theme"] : ["moon", "Dark theme"];
  const menu = () => toggleDrawer("sidebar");
  return h(
    "header.banner",
    button("menu", "Channels and apps", menu, { class: "only-narrow", "aria-expanded": state.drawer === "sidebar" }),
    h("p.banner-words", h("strong", "Demo"), h("span.long", WORDS), h("span.short", FEW_WORDS)),
    zones(),
    button(look, other, switchTheme, { key: "theme" }),
    button("panel", "The world", toggleWorld, { "aria-expanded": isWorldOpen() }),
  );
}

function button(shape, label, press, { class: more = "", ...props }) {
  return iconButton(shape, label, press, { key: shape, title: label, ...props, class: `banner-button ${more}` });
}

function zones() {
  const own = state.screen.me.tz;
  const others = state.start.zones.filter((zone) => zone !== own);
  const pick = ({ target }) => update({ zone: target.value });
  return h(
    "label.zone-switch",
    icon("globe"),
    unseen("Read times in"),
    h(
      "select",
      { value: state.zone, on: { change: pick } },
      h("option", { value: "" }, `${placeOf(own)} (${nameOf(state.as).split(" ")[0]}’s)`),
      others.map((zone) => h("option", { value: zone, key: zone }, placeOf(zone))),
    ),
  );
}

function isNarrow() {
  return matchMedia("(max-width: 64rem)").matches;
}

function isWorldOpen() {
  return isNarrow() ? state.drawer === "world" : state.isWorldShown;
}

function toggleWorld() {
  if (isNarrow()) toggleDrawer("world");
  else update({ isWorldShown: !state.isWorldShown });
}

function toggleDrawer(name) {
  update({ drawer: state.drawer === name ? null : name });
}
