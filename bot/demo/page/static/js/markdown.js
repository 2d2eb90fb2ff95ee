/**
 * Standard Markdown, as a `markdown` block holds it: not mrkdwn, where one star is bold. Pure: text in, the same kind
 * of tree out as `mrkdwn.js` makes, with {t: head}, {t: list} and {t: rule} besides.
 */

const FENCE = /^```[^\n]*\n([\s\S]*?)\n?```$/gm;
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const INLINE = new RegExp(
  [
    "`(?<code>[^`]+)`",
    "!?\\[(?<label>[^\\]]*)\\]\\((?<url>[^()\\s]+)\\)",
    "\\*\\*(?<strong>\\S(?:.*?\\S)??)\\*\\*",
    "~~(?<strike>\\S(?:.*?\\S)??)~~",
    "(?<![\\p{L}\\p{N}])(?<mark>[*_])(?<emphasis>\\S(?:.*?\\S)??)\\k<mark>(?![\\p{L}\\p{N}])",
  ].join("|"),
  "u",
);

/** The blocks of a Markdown text. */
export function parseMarkdown(text) {
  const blocks = [];
  let last = 0;
  for (const fence of text.matchAll(FENCE)) {
    lines(text.slice(last, fence.index), blocks);
    blocks.push({ t: "pre", kids: [{ t: "text", v: fence[1] }] });
    last = fence.index + fence[0].length;
  }
  lines(text.slice(last), blocks);
  return blocks;
}

function lines(text, blocks) {
  let open = null;
  for (const line of text.split("\n")) {
    const block = blockOf(line);
    if (block && open?.t === block.t && block.t !== "head" && open.ordered === block.ordered) {
      (open.lines ?? open.items).push(...(block.lines ?? block.items));
    } else if (block) {
      blocks.push(block);
    }
    open = block && blocks.at(-1);
  }
}

/** What one line begins or goes on with; null for an empty line, which ends what was open. */
function blockOf(line) {
  if (!line.trim()) return null;
  if (/^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) return { t: "rule", lines: [] };
  const head = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (head) return { t: "head", level: head[1].length, kids: inline(head[2]) };
  const item = ITEM.exec(line);
  if (item)
    return { t: "list", ordered: /\d/.test(item[2]), items: [{ indent: item[1].length >> 1, kids: inline(item[3]) }] };
  const quote = /^>\s?(.*)$/.exec(line);
  if (quote) return { t: "quote", lines: [inline(quote[1])] };
  return { t: "p", lines: [inline(line.trim())] };
}

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return text ? [{ t: "text", v: text.replace(/\\([\\`*_{}[\]()#+.!~>-])/g, "$1") }] : [];
  const before = inline(text.slice(0, found.index));
  return [...before, node(found.groups), ...inline(text.slice(found.index + found[0].length))];
}

function node({ code, label, url, strong, strike, emphasis }) {
  if (code !== undefined) return { t: "code", kids: [{ t: "text", v: code }] };
  if (url !== undefined) return { t: "link", url, kids: inline(label) };
  if (strong !== undefined) return { t: "b", kids: inline(strong) };
  if (strike !== undefined) return { t: "s", kids: inline(strike) };
  return { t: "i", kids: inline(emphasis) };
}
