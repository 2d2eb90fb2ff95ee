/** The panel beside the workspace: who acts, what time it is, how the world behaves, and what is true at Seam. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { state, update } from "./state.js";
import { buildings } from "./world_doors.js";
import { events, log } from "./world_log.js";
import { people } from "./world_people.js";
import { behaviour, held } from "./world_seam.js";
import { clock } from "./world_time.js";

export function worldPanel() {
  const { world, isWorldShown, drawer } = state;
  if (!world || !(isWorldShown || drawer === "world")) return null;
  const close = () => update({ isWorldShown: false, drawer: null });
  return h("aside", { class: "world", key: "world", "aria-label": "The world" },
    h("header", { class: "pane-header" },
      h("h2", {}, "The world"),
      h("button", { class: "plain", type: "button", "aria-label": "Close the world", on: { click: close } }, icon("close"))),
    h("div", { class: "world-body", tabindex: "0", role: "region", "aria-label": "Controls of the world" },
      trouble(world.bot),
      clock(world),
      people(),
      behaviour(world),
      held(world),
      buildings(world),
      events(world),
      log(world)),
    h("p", { class: "said", role: "status", "aria-live": "polite" }, state.said));
}

function trouble(bot) {
  const problems = [...(bot.connected ? [] : ["The bot is not connected to Slack."]), ...bot.problems];
  if (!problems.length) return null;
  return h("ul", { class: "bot-problems", key: "trouble", role: "alert" }, problems.map((text) => h("li", { key: text }, icon("warning"), text)));
}
