/**
 * The page is described anew on every draw, and only what differs is touched: focus, caret and scroll survive because
 * nodes are kept by `key`. A sibling that may come and go needs a key, or its neighbours lose theirs.
 *
 * Text is always a text node. There is no way to hand markup in, so nothing that a bot sends can become an element.
 */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "readOnly", "indeterminate"]);
const HOOKS = new Set(["key", "on", "init", "after", "gone"]);
const drawn = Symbol("what this node was drawn from");

/**
 * A description of an element: `h("p.small", props?, ...children)`. Props are attributes, but for `key`, `on`
 * (listeners by event name) and three hooks that get the node: `init` once it is in the page, `after` every draw of
 * it, `gone` before it is taken out.
 */
export function h(spec, ...rest) {
  const [tag, ...classes] = spec.split(".");
  const { class: more, ...props } = isProps(rest[0]) ? rest.shift() : {};
  const all = names(...classes, more);
  if (all) props.class = all;
  return { tag, props, kids: rest.flat(Infinity).filter(isSomething).map(described) };
}

function isProps(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("kids" in value);
}

/** Class names that apply, joined; an object's keys apply where their values do. */
export function names(...parts) {
  const all = parts.flatMap((part) =>
    part && typeof part === "object" ? Object.keys(part).filter((name) => part[name]) : [part],
  );
  return all.filter(Boolean).join(" ");
}

/** Make `parent` hold what is described, and nothing else. */
export function draw(parent, ...children) {
  const hooks = [];
  patchKids(parent, children.flat(Infinity).filter(isSomething).map(described), hooks);
  hooks.forEach((run) => run());
}

function isSomething(child) {
  return child !== null && child !== undefined && child !== false && child !== true && child !== "";
}

function described(child) {
  return typeof child === "object" ? child : { text: String(child) };
}

function patchKids(parent, kids, hooks) {
  const nodes = [...parent.childNodes];
  const isSame = nodes.length === kids.length && kids.every((kid, index) => isAlike(nodes[index][drawn], kid));
  if (isSame) kids.forEach((kid, index) => patched(nodes[index], kid, hooks));
  else arrange(parent, nodes, kids, hooks);
}

function isAlike(old, kid) {
  return old !== undefined && old.tag === kid.tag && old.props?.key === kid.props?.key;
}

/** Kids have come, gone or moved: what is left is told by its name, and moves only where it must. */
function arrange(parent, nodes, kids, hooks) {
  const before = new Map(
    indexed(
      nodes.filter((node) => node[drawn]),
      (node) => node[drawn],
    ),
  );
  const wanted = indexed(kids, (kid) => kid).map(([name, kid]) => {
    const old = before.get(name);
    before.delete(name);
    return old ? patched(old, kid, hooks) : made(kid, parent, hooks);
  });
  before.forEach(takeOut);
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

/** Each item with a name that is the same on the next draw: its key, else its tag and place among those without. */
function indexed(items, descriptionOf) {
  const counts = new Map();
  return items.map((item) => {
    const { tag = "#text", props = {} } = descriptionOf(item);
    const base = props.key === undefined ? tag : `${tag} key ${props.key}`;
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    return [`${base} ${count}`, item];
  });
}

function made(kid, parent, hooks) {
  if (kid.tag === undefined) {
    const text = document.createTextNode(kid.text);
    text[drawn] = kid;
    return text;
  }
  const isDrawing = kid.tag === "svg" || parent.namespaceURI === SVG;
  const node = isDrawing ? document.createElementNS(SVG, kid.tag) : document.createElement(kid.tag);
  node[drawn] = { tag: kid.tag, props: {}, kids: [] };
  if (kid.props.init) hooks.push(() => kid.props.init(node));
  patched(node, kid, hooks);
  return node;
}

function patched(node, kid, hooks) {
  const old = node[drawn];
  if (old === kid) return node;
  node[drawn] = kid;
  if (kid.tag === undefined) {
    if (old.text !== kid.text) node.nodeValue = kid.text;
    return node;
  }
  patchKids(node, kid.kids, hooks);
  patchProps(node, old.props, kid.props);
  if (kid.props.after) hooks.push(() => kid.props.after(node));
  return node;
}

function patchProps(node, old, now) {
  for (const name in now) {
    if (!HOOKS.has(name)) setProp(node, name, old[name], now[name]);
  }
  for (const name in old) {
    if (!(name in now) && !HOOKS.has(name)) setProp(node, name, old[name], undefined);
  }
  if (now.on || old.on) listen(node, now.on ?? {}, old.on ?? {});
}

function setProp(node, name, old, now) {
  if (PROPERTIES.has(name)) {
    const wanted = now ?? (name === "value" ? "" : false);
    if (node[name] !== wanted) node[name] = wanted;
  } else if (old !== now) {
    const isSaid = name.startsWith("aria-") || name === "spellcheck";
    if (now === undefined || now === null || (now === false && !isSaid)) node.removeAttribute(name);
    else node.setAttribute(name, now === true && !isSaid ? "" : String(now));
  }
}

/** One listener per event for the node's life; it looks up what the last draw wants done. */
function listen(node, now, old) {
  for (const name of Object.keys(now)) {
    if (!(name in old)) node.addEventListener(name, handle);
  }
  for (const name of Object.keys(old)) {
    if (!(name in now)) node.removeEventListener(name, handle);
  }
}

function handle(event) {
  event.currentTarget[drawn].props.on?.[event.type]?.(event);
}

function takeOut(node) {
  leaving(node);
  node.remove();
}

function leaving(node) {
  node.childNodes.forEach(leaving);
  node[drawn]?.props?.gone?.(node);
}
