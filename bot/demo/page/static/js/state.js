/**
 * Everything the page knows, in one object. Change it through `update`: a plain assignment is not drawn.
 *
 * What comes from the server (`start`, `screen`, `world`) is replaced whole on each fetch and never changed here.
 */

export const state = {
  start: null,
  screen: null,
  world: null,
  as: null,
  place: null,
  thread: null,
  zone: "",
  theme: "",
  drawer: null,
  isWorldShown: true,
  isStopped: false,
  behind: new Set(),
  popup: null,
  confirm: null,
  waiting: new Set(),
  clock: null,
  toasts: [],
};

let draw = () => {};
let isPlanned = false;

/** What is to be called after changes; several in one turn are one draw. */
export function onChange(how) {
  draw = how;
}

export function update(changes = {}) {
  Object.assign(state, changes);
  if (isPlanned) return;
  isPlanned = true;
  queueMicrotask(() => {
    isPlanned = false;
    draw();
  });
}

/** Run something with `name` among the waiting, so that the page can show that it goes on. */
export async function whileWaiting(name, work) {
  state.waiting.add(name);
  update();
  try {
    return await work();
  } finally {
    state.waiting.delete(name);
    update();
  }
}

/** The zone in which times are read: the one that was picked, else the acting person's own. */
export function readingZone() {
  return state.zone || state.screen?.me.tz || "UTC";
}

/** Now by the demo's clock, in seconds; between two fetches it runs on by itself. */
export function now() {
  const { at, seconds } = state.clock ?? { at: performance.now(), seconds: Date.now() / 1000 };
  return seconds + (performance.now() - at) / 1000;
}
