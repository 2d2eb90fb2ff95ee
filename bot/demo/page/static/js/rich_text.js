/**
 * A `rich_text` block comes already parsed by its sender, so its texts are taken as they are: no mrkdwn in them, no
 * entities. Pure: the block in, the same kind of tree out as `mrkdwn.js` makes.
 */

import { emojiOf } from "./emoji.js";

/** The blocks of a `rich_text` block or table cell. */
export function parseRichText(block) {
  return (block.elements ?? []).map(part).filter(Boolean);
}

function part(element) {
  switch (element.type) {
    case "rich_text_section":
      return { t: "p", lines: lines(element.elements) };
    case "rich_text_quote":
      return { t: "quote", lines: lines(element.elements) };
    case "rich_text_preformatted":
      return { t: "pre", kids: element.elements.map(leaf) };
    case "rich_text_list":
      return list(element);
    default:
      return null;
  }
}

function list({ style, indent = 0, offset = 0, elements }) {
  const items = elements.map((item) => ({ indent, kids: (item.elements ?? []).map(leaf) }));
  return { t: "list", ordered: style === "ordered", start: offset + 1, items };
}

/** Text may hold line breaks; the tree has lines. */
function lines(elements = []) {
  const all = [[]];
  for (const element of elements) {
    if (element.type !== "text") {
      all.at(-1).push(leaf(element));
      continue;
    }
    element.text.split("\n").forEach((piece, index) => {
      if (index) all.push([]);
      if (piece) all.at(-1).push(leaf({ ...element, text: piece }));
    });
  }
  if (all.length > 1 && !all.at(-1).length) all.pop();
  return all;
}

function leaf(element) {
  return styled(bare(element), element.style ?? {});
}

function bare(element) {
  switch (element.type) {
    case "text":
      return { t: "text", v: element.text };
    case "link":
      return { t: "link", url: element.url, kids: element.text ? [{ t: "text", v: element.text }] : [] };
    case "user":
      return { t: "user", id: element.user_id, label: "" };
    case "channel":
      return { t: "channel", id: element.channel_id, label: "" };
    case "usergroup":
      return { t: "group", id: element.usergroup_id, label: "" };
    case "broadcast":
      return { t: "broadcast", who: element.range };
    case "date":
      return { t: "date", at: element.timestamp, pattern: element.format, fallback: element.fallback ?? "" };
    case "emoji":
      return { t: "emoji", name: element.name, v: emojiOf(element.name) ?? `:${element.name}:` };
    case "color":
      return { t: "code", kids: [{ t: "text", v: element.value }] };
    default:
      return { t: "text", v: element.text ?? "" };
  }
}

function styled(node, style) {
  const order = [
    ["code", "code"],
    ["strike", "s"],
    ["italic", "i"],
    ["bold", "b"],
  ];
  return order.filter(([name]) => style[name]).reduce((inner, [, t]) => ({ t, kids: [inner] }), node);
}
