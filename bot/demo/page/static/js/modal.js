/**
 * The modal on top of the stack. The dialog stays while the bot updates, pushes or pops views, so nothing flickers and
 * the focus stays inside; it goes only when Slack closes the last view.
 */

import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { ofModal } from "./contexts.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { idOf } from "./input_block.js";
import { flush, tell } from "./interact.js";
import { refresh } from "./live.js";
import { iconButton } from "./parts.js";
import { avatar } from "./people.js";
import { textLine } from "./rich.js";
import { state, update, whileWaiting } from "./state.js";
import { formSent, formTaken } from "./steps.js";
import { problemsOf, textsOf } from "./values.js";

const FOCUSABLE = "input:not([disabled]):not([type=hidden]), textarea, select, button:not([disabled])";
let problems = { view: null, texts: {} };
let held = null;

/** The dialog while a modal is open. */
export function modal() {
  const shown = state.screen.modal;
  if (!shown) return null;
  const props = {
    key: `modal ${state.as}`,
    "aria-labelledby": "modal-title",
    after: (node) => keepFocus(node, shown),
    gone: (node) => (node.close(), (held = null)),
    on: { cancel: (event) => (event.preventDefault(), leave(shown)), close: () => update() },
  };
  return h("dialog.dialog.modal", props, form(shown));
}

function form(shown) {
  const isBusy = shown.busy || state.waiting.has(`submit ${shown.id}`);
  const live = { "aria-live": "polite", "aria-relevant": "additions text", "aria-busy": isBusy };
  const send = (event) => (event.preventDefault(), submit(shown));
  return h(
    "form.modal-form",
    { novalidate: true, key: shown.id, on: { submit: send } },
    top(shown),
    h(
      "div.modal-body",
      { class: isBusy ? "busy" : "", tabindex: "-1", ...live },
      blocks(shown.blocks, contextOf(shown)),
    ),
    shown.note && h("p.modal-note", { role: "alert", key: "note" }, icon("warning"), shown.note),
    bottom(shown, isBusy),
  );
}

function contextOf(shown) {
  const own = problems.view === `${shown.id} ${shown.hash}` ? problems.texts : {};
  const context = ofModal(shown);
  return { ...context, errors: { ...context.errors, ...own } };
}

function top(shown) {
  const { bot } = state.start;
  const back = () => iconButton("back", "Back", () => leave(shown), { key: "back" });
  return h(
    "header.modal-header",
    shown.depth > 1 ? back() : avatar(bot.id, bot.name, "small"),
    h("h2", { id: "modal-title" }, textLine(shown.title)),
    iconButton("close", "Close", () => leave(shown, true), { key: "close" }),
  );
}

function bottom(shown, isBusy) {
  const { submit: send, submit_disabled: isOff } = shown;
  const close = shown.close ?? (send && { type: "plain_text", text: "Cancel" });
  if (!send && !close) return null;
  const leaving = { type: "button", key: "close", on: { click: () => leave(shown) } };
  const sending = { type: "submit", key: "submit", disabled: Boolean(isOff), "aria-busy": isBusy || undefined };
  return h(
    "footer",
    { key: "footer" },
    close && h("button.button", leaving, textLine(close)),
    send && h("button.button.primary", { class: isBusy ? "waiting" : "", ...sending }, h("span", textLine(send))),
  );
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
    formSent(shown);
    const answer = await act("submit", { view_id: shown.id, values: textsOf(context, shown.blocks) });
    if (answer.ok) formTaken(shown);
    await refresh();
    if (!Object.keys(state.screen.modal?.errors ?? {}).length) tell(answer);
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
