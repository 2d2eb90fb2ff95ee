/** The app's Home tab: the bot publishes it for each person when they look in. */

import { blocks } from "./blocks.js";
import { ofHome } from "./contexts.js";
import { h } from "./dom.js";
import { state } from "./state.js";

export function homeTab() {
  const { home } = state.screen;
  return h(
    "div.home-tab",
    { key: `home ${state.as}`, tabindex: "0", role: "region", "aria-label": "Home" },
    home
      ? h("div.home-sheet", blocks(home.blocks, ofHome(home)))
      : h("p.quiet", { role: "status" }, "Waiting for the app’s Home…"),
  );
}
