/** The panel beside the workspace: who acts, what time it is, how the world behaves, and what is true at Seam. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { iconButton } from "./parts.js";
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
  const parts = [trouble(world.bot), clock(world), people(), behaviour(world), held(world)];
  const folded = [buildings(world), events(world), log(world)];
  return h(
    "aside.world",
    { key: "world", "aria-label": "The world" },
    h("header.pane-header", h("h2", "The world"), iconButton("close", "Close the world", close)),
    h("div.world-body", { tabindex: "0", role: "region", "aria-label": "Controls of the world" }, parts, folded),
    h("p.said", { role: "status", "aria-live": "polite" }, state.said),
  );
}

function trouble(bot) {
  const problems = [...(bot.connected ? [] : ["The bot is not connected to Slack."]), ...bot.problems];
  if (!problems.length) return null;
  const line = (text) => h("li", { key: text }, icon("warning"), text);
  return h("ul.bot-problems", { key: "trouble", role: "alert" }, problems.map(line));
}
