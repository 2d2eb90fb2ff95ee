/** A `table` block; its first row is the head, and a wide one scrolls by itself. */

import { h } from "./dom.js";
import { rich } from "./rich.js";
import { parseRichText } from "./rich_text.js";

export function table({ rows, column_settings: columns = [] }) {
  const row = (tag) => (cells) =>
    h(
      "tr",
      cells.map((content, index) => cell(tag, content, columns[index])),
    );
  const [head = [], ...body] = rows;
  const drawn = h("table", h("thead", row("th")(head)), h("tbody", body.map(row("td"))));
  return h("div.table-box", { tabindex: "0", role: "region", "aria-label": "Table" }, drawn);
}

function cell(tag, content, column) {
  const props = { class: column?.align ? `align-${column.align}` : "", scope: tag === "th" ? "col" : undefined };
  const isRich = content.type === "rich_text";
  return h(tag, props, isRich ? rich(parseRichText(content)) : (content.text ?? String(content.value ?? "")));
}
