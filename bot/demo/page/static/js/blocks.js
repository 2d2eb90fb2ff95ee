/**
 * Block Kit as Slack draws it. Blocks are kept by `block_id`: the bot may put one in above without a field below losing
 * focus or what is typed. A type that is not here says so instead of vanishing.
 */

import { control } from "./controls.js";
import { h, names } from "./dom.js";
import { icon } from "./icons.js";
import { parseMarkdown } from "./markdown.js";
import { rich, textLine, textObject, words } from "./rich.js";
import { parseRichText } from "./rich_text.js";

/** The blocks of a message, modal or Home tab. */
export function blocks(all, context) {
  return h("div", { class: "blocks" }, all.map((block, index) => {
    const draw = BLOCKS[block.type] ?? unknown;
    const key = block.block_id ?? `block ${index}`;
    return h("div", { class: `block ${block.type}`, key, "data-block-id": block.block_id }, draw(block, context));
  }));
}

const BLOCKS = {
  header: ({ text }) => h("h3", { class: "block-header" }, textLine(text)),
  divider: () => h("hr"),
  section,
  context: ({ elements }, context) => h("div", { class: "context-line" }, elements.map((element) => still(element, context))),
  image,
  actions: (block, context) => h("div", { class: "actions-line" },
    block.elements.map((element) => control(element, block, context))),
  input,
  rich_text: (block) => h("div", { class: "rich" }, rich(parseRichText(block))),
  markdown: ({ text }) => h("div", { class: "rich" }, rich(parseMarkdown(text))),
  table,
  alert: ({ text, level = "default" }) => h("div", { class: `alert ${level}`, role: "note" }, icon("info"), h("div", {}, textObject(text))),
  video: ({ title }) => h("p", { class: "unknown" }, icon("image"), words(title)),
};

function unknown({ type }) {
  return h("p", { class: "unknown" }, `The demo cannot draw a ${type} block.`);
}

function section(block, context) {
  const { text, fields, accessory } = block;
  const isWide = accessory && /select|picker|checkboxes|radio/.test(accessory.type);
  return h("div", { class: names("section-line", { wide: isWide }) },
    h("div", { class: "section-words rich" },
      textObject(text),
      fields && h("dl", { class: "section-fields" }, fields.map((field) => h("div", {}, h("dd", {}, textObject(field)))))),
    accessory && h("div", { class: "accessory" },
      accessory.type === "image" ? picture(accessory, "thumbnail") : control(accessory, block, context)));
}

function still(element) {
  if (element.type === "image") return picture(element, "tiny");
  return h("div", { class: "rich small" }, textObject(element));
}

/** Only a picture of this address is loaded; any other is told in words: nothing is fetched from elsewhere. */
function picture({ image_url: url = "", alt_text: alt }, size) {
  const isHere = url.startsWith("/") || url.startsWith(`${location.origin}/`);
  if (isHere) return h("img", { class: `picture ${size}`, src: url, alt });
  return h("span", { class: `picture missing ${size}`, role: "img", "aria-label": alt, title: alt }, icon("image"));
}

function image(block) {
  return h("figure", {},
    block.title && h("figcaption", {}, textLine(block.title)),
    picture(block, "large"),
    h("p", { class: "picture-words" }, block.alt_text));
}

function input(block, context) {
  const { label, hint, element, optional } = block;
  const error = context.errors[block.block_id];
  const base = idOf(context, block);
  const isGroup = ["checkboxes", "radio_buttons"].includes(element.type);
  const about = [hint && `${base}-hint`, error && `${base}-error`].filter(Boolean).join(" ");
  const aria = { label: `${base}-label`, about: about || undefined, isBad: Boolean(error), isRequired: !optional, id: base };
  const mark = optional && h("span", { class: "optional" }, " (optional)");
  return [
    h(isGroup ? "div" : "label", { class: "label", id: `${base}-label`, for: isGroup ? undefined : base }, textLine(label), mark),
    control(element, block, context, aria),
    error && h("p", { class: "error", id: `${base}-error`, key: "error", role: "alert" }, icon("warning"), error),
    hint && h("p", { class: "hint", id: `${base}-hint`, key: "hint" }, textLine(hint)),
  ];
}

/** An id for labels to point at; block ids may hold anything, ids of a page no spaces. */
export function idOf(context, block) {
  return `${context.key} ${block.block_id}`.replace(/[^\w-]+/g, "-");
}

function table({ rows, column_settings: columns = [] }) {
  const side = (index) => (columns[index]?.align ? `align-${columns[index].align}` : undefined);
  const cell = (tag, content, index) => h(tag, { class: side(index), scope: tag === "th" ? "col" : undefined },
    content.type === "rich_text" ? rich(parseRichText(content)) : content.text ?? String(content.value ?? ""));
  const [head = [], ...body] = rows;
  return h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {},
      h("thead", {}, h("tr", {}, head.map((content, index) => cell("th", content, index)))),
      h("tbody", {}, body.map((row) => h("tr", {}, row.map((content, index) => cell("td", content, index)))))));
}
