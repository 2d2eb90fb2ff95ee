/**
 * Block Kit as Slack draws it. Blocks are kept by `block_id`: the bot may put one in above without a field below
 * losing focus or what is typed. A type that is not here says so instead of vanishing.
 */

import { control } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { inputBlock } from "./input_block.js";
import { parseMarkdown } from "./markdown.js";
import { rich, textLine, textObject, words } from "./rich.js";
import { parseRichText } from "./rich_text.js";
import { table } from "./table.js";

/** The blocks of a message, modal or Home tab. */
export function blocks(all, context) {
  const drawn = all.map((block, index) => {
    const draw = BLOCKS[block.type] ?? unknown;
    const ids = { key: block.block_id ?? `block ${index}`, "data-block-id": block.block_id };
    return h("div.block", { class: block.type, ...ids }, draw(block, context));
  });
  return h("div.blocks", drawn);
}

const BLOCKS = {
  header: ({ text }) => h("h3.block-header", textLine(text)),
  divider: () => h("hr"),
  section,
  context: ({ elements }) => h("div.context-line", elements.map(still)),
  image,
  actions: (block, context) =>
    h(
      "div.actions-line",
      block.elements.map((one) => control(one, block, context)),
    ),
  input: inputBlock,
  rich_text: (block) => h("div.rich", rich(parseRichText(block))),
  markdown: ({ text }) => h("div.rich", rich(parseMarkdown(text))),
  table,
  alert: ({ text, level = "default" }) =>
    h("div.alert", { class: level, role: "note" }, icon("info"), textObject(text)),
  video: ({ title }) => h("p.unknown", icon("image"), words(title)),
};

function unknown({ type }) {
  return h("p.unknown", `The demo cannot draw a ${type} block.`);
}

function section(block, context) {
  const { text, fields, accessory } = block;
  const isWide = accessory && /select|picker|checkboxes|radio/.test(accessory.type);
  const columns =
    fields &&
    h(
      "div.section-fields",
      fields.map((field) => h("div", textObject(field))),
    );
  return h(
    "div.section-line",
    { class: isWide ? "wide" : "" },
    h("div.section-words.rich", textObject(text), columns),
    accessory && h("div.accessory", beside(accessory, block, context)),
  );
}

function beside(accessory, block, context) {
  return accessory.type === "image" ? picture(accessory, "thumbnail") : control(accessory, block, context);
}

function still(element) {
  return element.type === "image" ? picture(element, "tiny") : h("div.rich.small", textObject(element));
}

/** Only a picture of this address is loaded; any other is told in words: nothing is fetched from elsewhere. */
function picture({ image_url: url = "", alt_text: alt }, size) {
  const isHere = url.startsWith("/") || url.startsWith(`${location.origin}/`);
  if (isHere) return h("img.picture", { class: size, src: url, alt });
  return h("span.picture.missing", { class: size, role: "img", "aria-label": alt, title: alt }, icon("image"));
}

function image(block) {
  const title = block.title && h("figcaption", textLine(block.title));
  return h("figure", title, picture(block, "large"), h("p.picture-words", block.alt_text));
}
