/**
 * The whole page, from the banner to the dialogs. What is not known yet is drawn as a quiet frame, never as an error.
 */

import { banner } from "./banner.js";
import { confirmDialog } from "./confirm.js";
import { h, names } from "./dom.js";
import { mainPane } from "./main_pane.js";
import { modal } from "./modal.js";
import { sidebar } from "./sidebar.js";
import { state, update } from "./state.js";
import { threadPane } from "./thread.js";
import { toasts } from "./toasts.js";
import { worldPanel } from "./world.js";

const STOPPED = "The demo has stopped. Start it again with make demo, then reload this page.";

export function page() {
  const { start, screen, drawer, isWorldShown, isStopped } = state;
  if (!start || !screen) return h("div.loading", { role: "status" }, isStopped ? STOPPED : "Opening the workspace…");
  document.title = `${titleOf(screen)} · Keydesk demo`;
  return h(
    "div",
    { class: names("page", { "with-world": isWorldShown, "with-thread": state.thread, [`drawer-${drawer}`]: drawer }) },
    h("a.skip-link", { href: "#main", on: { click: skip } }, "Skip to the conversation"),
    banner(),
    isStopped && h("div.stopped", { role: "alert", key: "stopped" }, STOPPED),
    sidebar(),
    mainPane(),
    threadPane(),
    worldPanel(),
    drawer && h("div.shade", { key: "shade", on: { click: () => update({ drawer: null }) } }),
    modal(),
    confirmDialog(),
    toasts(),
  );
}

function titleOf({ channel }) {
  return channel && channel.kind !== "im" ? `#${channel.name}` : "Keydesk";
}

function skip(event) {
  event.preventDefault();
  (document.getElementById("composer") ?? document.getElementById("main")).focus();
}
