/** Starts the page: who and where from the address, then one fetch, then whatever the stream of changes says. */

import { get } from "./api.js";
import { draw } from "./dom.js";
import { startGuide } from "./guide.js";
import { follow } from "./live.js";
import { page } from "./page.js";
import { arrived, begin } from "./places.js";
import { watchPopups } from "./popup.js";
import { onChange, state, update } from "./state.js";
import { applyTheme } from "./theme.js";

const TICK = 1000;

async function start() {
  const root = document.getElementById("app");
  onChange(() => draw(root, page()));
  applyTheme();
  update({ start: await get("/api/start") });
  begin();
  startGuide();
  watchPopups();
  await follow(arrived);
  setInterval(() => document.visibilityState === "visible" && update(), TICK);
}

start().catch(() => update({ isStopped: true }));
