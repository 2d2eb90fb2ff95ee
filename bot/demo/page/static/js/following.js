/**
 * A list that follows what is new while its reader is at the bottom. Who has scrolled up to read is left there, and
 * told that there is more.
 */

import { state, update } from "./state.js";

const AT_BOTTOM = 60;
const lists = new WeakMap();

/** Props for the scrolling element; `name` tells this list from others in `state.behind`. */
export function following(name) {
  return {
    init: toBottom,
    after: (node) => follow(node, name),
    on: { scroll: ({ currentTarget: node }) => scrolled(node, name) },
  };
}

/** Go to the newest. */
export function toBottom(node) {
  node.scrollTop = node.scrollHeight;
  lists.set(node, { isAtBottom: true, height: node.scrollHeight });
}

function follow(node, name) {
  const { isAtBottom, height } = lists.get(node);
  lists.set(node, { isAtBottom, height: node.scrollHeight });
  if (isAtBottom) node.scrollTop = node.scrollHeight;
  else if (node.scrollHeight > height) tell(name, true);
}

function scrolled(node, name) {
  const isAtBottom = node.scrollHeight - node.scrollTop - node.clientHeight < AT_BOTTOM;
  lists.set(node, { isAtBottom, height: node.scrollHeight });
  if (isAtBottom) tell(name, false);
}

function tell(name, isBehind) {
  if (state.behind.has(name) === isBehind) return;
  if (isBehind) state.behind.add(name);
  else state.behind.delete(name);
  update();
}
