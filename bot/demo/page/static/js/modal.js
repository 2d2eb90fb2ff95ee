/**
 * The modal on top of the stack. The dialog stays while the bot updates, pushes or pops views, so nothing flickers and
 * the focus stays inside; it goes only when Slack closes the last view.
 */

import { act } from "./api.js";
import { blocks, idOf } from "./blocks.js";
import { ofModal } from "./contexts.js";
import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { flush, tell } from "./interact.js";
import { refresh } from "./live.js";
import { avatar } from "./people.js";
import { textLine } from "./rich.js";
import { state, update, whileWaiting } from "./state.js";
import { happened } from "./steps.js";
import { problemsOf, textsOf } from "./values.js";

const FOCUSABLE = "input:not([disabled]):not([type=hidden]), textarea, select, button:not([disabled])";
let problems = { view: null, texts: {} };
let held = null;

/** The dialog while a modal is open. */
export function modal() {
  const shown = state.screen.modal;
  if (!shown) return null;
  const isBusy = shown.busy || state.waiting.has(`submit ${shown.id}`);
  return h("dialog", {
    class: "dialog modal",
    key: `modal ${state.as}`,
    "aria-labelledby": "modal-title",
    after: (node) => keepFocus(node, shown),
    gone: (node) => (node.close(), held = null),
    on: { cancel: (event) => (event.preventDefault(), leave(shown)), close: () => update() },
  },
  h("form", { class: "modal-form", novalidate: true, key: shown.id, on: { submit: (event) => (event.preventDefault(), submit(shown)) } },
    top(shown),
    h("div", { class: names("modal-body", { busy: isBusy }), tabindex: "-1", "aria-live": "polite", "aria-relevant": "additions text", "aria-busy": isBusy },
      blocks(shown.blocks, contextOf(shown))),
    shown.note && h("p", { class: "modal-note", role: "alert", key: "note" }, icon("warning"), shown.note),
    bottom(shown, isBusy)));
}

function contextOf(shown) {
  const own = problems.view === `${shown.id} ${shown.hash}` ? problems.texts : {};
  const context = ofModal(shown);
  return { ...context, errors: { ...context.errors, ...own } };
}

function top(shown) {
  const { bot } = state.start;
  return h("header", { class: "modal-header" },
    shown.depth > 1
      ? h("button", { class: "plain", type: "button", key: "back", "aria-label": "Back", on: { click: () => leave(shown) } }, icon("back"))
      : avatar(bot.id, bot.name, "small"),
    h("h2", { id: "modal-title" }, textLine(shown.title)),
    h("button", { class: "plain", type: "button", key: "close", "aria-label": "Close", on: { click: () => leave(shown, true) } }, icon("close")));
}

function bottom(shown, isBusy) {
  const close = shown.close ?? (shown.submit ? { type: "plain_text", text: "Cancel" } : null);
  if (!shown.submit && !close) return null;
  return h("footer", { key: "footer" },
    close && h("button", { class: "button", type: "button", key: "close", on: { click: () => leave(shown) } }, textLine(close)),
    shown.submit && h("button", { class: names("button primary", { waiting: isBusy }), type: "submit", key: "submit", disabled: shown.submit_disabled, "aria-busy": isBusy || undefined },
      h("span", {}, textLine(shown.submit))));
}

async function submit(shown) {
  const context = ofModal(shown);
  if (state.waiting.has(`submit ${shown.id}`) || shown.submit_disabled) return;
  problems = { view: `${shown.id} ${shown.hash}`, texts: problemsOf(context, shown.blocks) };
  if (Object.keys(problems.texts).length) {
    update();
    focusOn(shown, Object.keys(problems.texts));
    return;
  }
  await whileWaiting(`submit ${shown.id}`, async () => {
    await flush(context);
    const answer = await act("submit", { view_id: shown.id, values: textsOf(context, shown.blocks) });
    if (answer.refused) tell(answer);
    if (answer.ok) happened("submit");
    await refresh();
  });
  focusOn(shown, Object.keys(state.screen.modal?.errors ?? {}));
}

/** The first field that has a problem gets the focus. */
function focusOn(shown, blockIds) {
  const first = shown.blocks.find((block) => blockIds.includes(block.block_id));
  if (!first) return;
  queueMicrotask(() => {
    const block = document.querySelector(`dialog.modal [data-block-id="${CSS.escape(first.block_id)}"]`);
    (document.getElementById(idOf(ofModal(shown), first)) ?? block?.querySelector(FOCUSABLE))?.focus();
  });
}

/** Close this view, or with `whole` the stack; asks nothing, as in Slack. */
async function leave(shown, whole = false) {
  tell(await act("close", { view_id: shown.id, whole }));
  await refresh();
}

/**
 * A new view gets the focus where it asks for it, else on its first field; a lost focus comes back into the dialog. A
 * browser may close a dialog on a second Escape whatever the page says: it is shown again while the view is open.
 */
function keepFocus(node, shown) {
  if (!node.open) node.showModal();
  const isNew = held !== shown.id;
  held = shown.id;
  if (state.confirm || (!isNew && node.contains(document.activeElement))) return;
  const body = node.querySelector(".modal-body");
  const wanted = isNew && (body.querySelector("[data-focus=first]") ?? body.querySelector(FOCUSABLE));
  (wanted || body).focus({ preventScroll: true });
}
