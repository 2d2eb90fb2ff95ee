/**
 * Slack's mrkdwn is not Markdown: one star is bold, and only `<…>` makes links and mentions. Pure: text in, a tree
 * out.
 *
 * Inline nodes: {t: text|b|i|s|code|link|user|channel|group|broadcast|date|emoji, …}; blocks: {t: p|quote|pre, …}.
 * `&lt; &gt; &amp;` are undone once, at the leaves, after every mark was looked for: an escaped sign is never markup.
 */

import { emojiOf } from "./emoji.js";

const ATOM = "\uE000";
const END = "\uE001";
const FENCE = /```\n?([\s\S]+?)\n?```/g;
const WORD = "[\\p{L}\\p{N}_]";
const MARK = new RegExp(`(?<!${WORD})([*_~])(?<!\\1\\1)(?!\\s|\\1)([^\\n]+?)(?<!\\s|\\1)\\1(?!${WORD}|\\1)`, "u");
const KINDS = { "*": "b", _: "i", "~": "s" };
const ANGLE = /<([^<>\n]+)>/g;
const ADDRESS = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]]/g;
const EMOJI = /:([a-z0-9_+-]+):/g;

/** The blocks of a text; with `verbatim` bare addresses are no links. */
export function parseMrkdwn(text, { verbatim = false } = {}) {
  const blocks = [];
  let last = 0;
  for (const fence of text.matchAll(FENCE)) {
    blocks.push(...paragraphs(text.slice(last, fence.index), verbatim));
    blocks.push({ t: "pre", kids: angles(fence[1]) });
    last = fence.index + fence[0].length;
  }
  blocks.push(...paragraphs(text.slice(last), verbatim));
  return blocks;
}

/** Plain text: nothing in it is markup but, where asked for, names of emoji. */
export function parsePlain(text, { emoji = true } = {}) {
  return [{ t: "p", lines: text.split("\n").map((line) => (emoji ? withEmoji(line) : [{ t: "text", v: line }])) }];
}

function paragraphs(text, verbatim) {
  const blocks = [];
  let isQuoteToTheEnd = false;
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const quote = /^(?:&gt;|>)(?:(&gt;&gt;|>>))? ?/.exec(line);
    isQuoteToTheEnd ||= Boolean(quote?.[1]);
    const kind = quote || isQuoteToTheEnd ? "quote" : "p";
    if (blocks.at(-1)?.t !== kind) blocks.push({ t: kind, lines: [] });
    blocks.at(-1).lines.push(inline(quote ? line.slice(quote[0].length) : line, verbatim));
  }
  return text === "" ? [] : blocks;
}

/** One line. Code and `<…>` are set aside first, so that no mark inside them counts. */
function inline(line, verbatim) {
  const atoms = [];
  const aside = (node) => `${ATOM}${atoms.push(node) - 1}${END}`;
  let rest = line.replace(/[\uE000\uE001]/g, (sign) => aside({ t: "text", v: sign }));
  rest = rest.replace(/`([^`\n]+)`/g, (_, code) => aside({ t: "code", kids: angles(restored(code, atoms)) }));
  rest = rest.replace(ANGLE, (whole, inside) => aside(angle(restored(inside, atoms)) ?? { t: "text", v: whole }));
  if (!verbatim) rest = rest.replace(ADDRESS, (url) => aside({ t: "link", url: unescaped(url), kids: [] }));
  return marked(rest, atoms);
}

/** A private sign of the text's own, set aside a moment ago, put back. */
function restored(text, atoms) {
  return text.replace(/\uE000(\d+)\uE001/g, (_, index) => atoms[index].v ?? "");
}

function marked(text, atoms) {
  const found = MARK.exec(text);
  if (!found) return leaves(text, atoms);
  const [whole, sign, inside] = found;
  const node = { t: KINDS[sign], kids: marked(inside, atoms) };
  const after = text.slice(found.index + whole.length);
  return [...leaves(text.slice(0, found.index), atoms), node, ...marked(after, atoms)];
}

function leaves(text, atoms) {
  return text
    .split(/(\uE000\d+\uE001)/)
    .flatMap((piece) => (piece.startsWith(ATOM) ? [atoms[piece.slice(1, -1)]] : withEmoji(unescaped(piece))));
}

/** Text with known names of emoji replaced; no piece of it is empty. */
function withEmoji(text) {
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(EMOJI)) {
    const sign = emojiOf(found[1]);
    if (!sign) continue;
    nodes.push({ t: "text", v: text.slice(last, found.index) }, { t: "emoji", name: found[1], v: sign });
    last = found.index + found[0].length;
  }
  return [...nodes, { t: "text", v: text.slice(last) }].filter((node) => node.v);
}

/** Inside code only `<…>` is read. */
function angles(text) {
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(ANGLE)) {
    const node = angle(found[1]) ?? { t: "text", v: unescaped(found[0]) };
    nodes.push({ t: "text", v: unescaped(text.slice(last, found.index)) }, node);
    last = found.index + found[0].length;
  }
  return [...nodes, { t: "text", v: unescaped(text.slice(last)) }].filter((node) => node.v !== "");
}

/** What stands between `<` and `>`; undefined where Slack knows no such thing. */
function angle(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  if (/^@[UW]/.test(target)) return { t: "user", id: target.slice(1), label };
  if (/^#[CGD]/.test(target)) return { t: "channel", id: target.slice(1), label };
  if (target.startsWith("!subteam^")) return { t: "group", id: target.slice(9), label };
  if (target.startsWith("!date^")) return dateNode(target, label);
  if (/^!(here|channel|everyone)$/.test(target)) return { t: "broadcast", who: target.slice(1) };
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(target)) return undefined;
  return { t: "link", url: unescaped(target), kids: label ? withEmoji(label) : [] };
}

function dateNode(target, label) {
  const [, seconds, pattern = "", link] = target.split("^");
  if (!/^\d+$/.test(seconds)) return { t: "text", v: label };
  const node = { t: "date", at: Number(seconds), pattern: unescaped(pattern), fallback: label };
  return link ? { t: "link", url: unescaped(link), kids: [node] } : node;
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** What a tree says in bare words; a date says its fallback, and `nameOf` knows people and channels by id. */
export function textOf(blocks, nameOf) {
  const wordsOf = (nodes) =>
    nodes.map((node) => (node.kids?.length ? wordsOf(node.kids) : bareWord(node, nameOf))).join("");
  return blocks.map((block) => (block.lines ?? [block.kids]).map(wordsOf).join("\n")).join("\n");
}

function bareWord({ t, v, id, label, url, who, fallback }, nameOf) {
  if (id) return `${t === "channel" ? "#" : "@"}${label || nameOf(id)}`;
  return v ?? url ?? fallback ?? `@${who}`;
}
