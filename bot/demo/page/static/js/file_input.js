/**
 * A field for files: the browser's own chooser, and the names of what is there. A file goes to Slack as soon as it is
 * chosen, as in Slack; the bot hears of it when the form is sent.
 */

import { h } from "./dom.js";
import { marks } from "./field_marks.js";
import { attach } from "./interact.js";
import { valueOf } from "./values.js";

export function fileInput(element, block, context, aria) {
  const files = valueOf(context, block, element) ?? [];
  const isFull = files.length >= (element.max_files ?? 10);
  const change = ({ target }) => {
    for (const file of target.files) attach(context, block, element, file);
    target.value = "";
  };
  const props = {
    type: "file",
    accept: element.filetypes?.map((kind) => `.${kind}`).join(",") || undefined,
    ...aria.said,
    ...marks(element),
    "data-action-id": element.action_id,
    on: { change },
  };
  return h(
    "div.files",
    files.map((file) => h("p.file", { key: file.id }, file.name)),
    !isFull && h("input.field", { ...props, key: "choose" }),
  );
}
