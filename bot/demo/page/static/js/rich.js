/**
 * The trees of `mrkdwn.js`, `markdown.js` and `rich_text.js` as elements. Links do not leave this machine: only an
 * address on loopback opens, any other says where it would have led.
 */

import { h } from "./dom.js";
import { parseMrkdwn, parsePlain } from "./mrkdwn.js";
import { now, readingZone, state } from "./state.js";
import { filled, wholeMoment } from "./time.js";
import { toast } from "./toasts.js";

const TAGS = { b: "strong", i: "em", s: "s", code: "code" };
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** A text object (`plain_text` or `mrkdwn`) as blocks. */
export function textObject(text) {
  if (!text) return [];
  return rich(text.type === "mrkdwn" ? parseMrkdwn(text.text, text) : parsePlain(text.text, text));
}

/** The same on one line, for labels and buttons. */
export function textLine(text) {
  if (!text) return [];
  const blocks = text.type === "mrkdwn" ? parseMrkdwn(text.text, text) : parsePlain(text.text, text);
  return blocks.flatMap((block) =>
    (block.lines ?? [block.kids]).flatMap((line, index) => [index ? " " : null, inline(line)]),
  );
}

/** What a text object says, without any marks; for names of controls. */
export function words(text) {
  return text?.text ?? "";
}

export function rich(blocks) {
  return blocks.map(block);
}

function block(node) {
  switch (node.t) {
    case "quote":
      return h("blockquote.quote", lines(node.lines));
    case "pre":
      return h("pre", { tabindex: "0" }, h("code", inline(node.kids)));
    case "list":
      return list(node);
    case "head":
      return h("p", { class: `heading level-${Math.min(node.level, 3)}` }, inline(node.kids));
    case "rule":
      return h("hr");
    default:
      return h("p", lines(node.lines));
  }
}

/** A line that opens with a bullet hangs its further rows under its text. */
function lines(all) {
  const isList = (line) => line[0]?.t === "text" && line[0].v.startsWith("• ");
  return all.map((line, index) => {
    if (isList(line)) return h("span.bullet", inline(line));
    return [index && !isList(all[index - 1]) ? h("br") : null, inline(line)];
  });
}

function list({ ordered, start, items }) {
  const tag = ordered ? "ol" : "ul";
  return h(
    tag,
    { start: ordered && start > 1 ? start : undefined },
    items.map((item) =>
      h("li", { class: item.indent ? `indent-${Math.min(item.indent, 4)}` : undefined }, inline(item.kids)),
    ),
  );
}

function inline(nodes) {
  return nodes.map((node) => {
    if (TAGS[node.t]) return h(TAGS[node.t], {}, inline(node.kids));
    return LEAVES[node.t]?.(node) ?? node.v ?? "";
  });
}

const LEAVES = {
  text: (node) => node.v,
  emoji: (node) => h("span.emoji", { role: "img", "aria-label": node.name.replaceAll("_", " ") }, node.v),
  user: (node) => mention(`@${node.label || nameOf(node.id)}`, node.id === state.as),
  channel: (node) => mention(`#${node.label || nameOf(node.id)}`),
  group: (node) => mention(node.label || `@${nameOf(node.id)}`),
  broadcast: (node) => mention(`@${node.who}`, true),
  date: (node) =>
    h(
      "time.date",
      { datetime: new Date(node.at * 1000).toISOString(), title: wholeMoment(node.at, readingZone()) },
      filled(node.pattern, node.at, readingZone(), now()),
    ),
  link: (node) => link(node.url, node.kids.length ? inline(node.kids) : [node.url.replace(/^(mailto|tel):/, "")]),
};

function mention(text, isMe = false) {
  return h("span", { class: isMe ? "mention me" : "mention" }, text);
}

function nameOf(id) {
  return state.screen?.names[id] ?? id;
}

/** What a button with a link does beside telling the bot: a new tab, where the link stays on this machine. */
export function follow(url) {
  const address = URL.canParse(url) ? new URL(url) : null;
  const isHere = address?.protocol === "http:" && LOOPBACK.has(address.hostname);
  if (isHere) window.open(url, "_blank", "noopener,noreferrer");
  else stayed(url);
}

function stayed(url) {
  toast(`In Slack this opens ${url}. The demo opens nothing outside this machine.`);
}

function link(url, kids) {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (!address || !["http:", "https:", "mailto:", "tel:"].includes(address.protocol)) return kids;
  const isHere = LOOPBACK.has(address.hostname);
  const stay = (event) => {
    event.preventDefault();
    stayed(url);
  };
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", on: isHere ? {} : { click: stay } }, kids);
}
