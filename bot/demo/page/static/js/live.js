/**
 * The stream of changes says only that something changed; the screen is then fetched whole. An answer that was asked
 * for another person or place than the one now shown is thrown away.
 */

import { get } from "./api.js";
import { settled } from "./drafts.js";
import { steady } from "./kept.js";
import { state, update } from "./state.js";

let isFetching = false;
let isStale = false;
let isLost = false;
let arrived = () => {};

/**
 * Fetch now, and again whenever the server says so; `whenHere` is called after each fetch. A stream that comes back
 * may be another demo's, with other ids: the page then begins anew.
 */
export function follow(whenHere) {
  arrived = whenHere;
  const changes = new EventSource("/api/changes");
  changes.onopen = () => isLost && location.reload();
  changes.onmessage = ({ data }) => {
    if (JSON.parse(data).version !== state.screen?.version) refresh();
  };
  changes.onerror = () => {
    isLost = true;
    update({ isStopped: true });
  };
  return refresh();
}

/** Bring the page up to date; calls while one is under way become one more. */
export async function refresh() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isStale) {
      isStale = false;
      await fetchAll();
    }
  } catch {
    update({ isStopped: true });
  } finally {
    isFetching = false;
  }
}

async function fetchAll() {
  const { as, place } = state;
  const worldNow = get("/api/world").catch(() => state.world);
  const [screen, world] = await Promise.all([get("/api/screen", { as, channel: place }), worldNow]);
  if (as !== state.as || place !== state.place) {
    isStale = true;
    return;
  }
  settled(screen);
  screen.messages = steady(screen.messages, state.screen?.messages ?? [], ({ ts, user }) => `${ts} ${user}`);
  [screen.names] = steady([screen.names], [state.screen?.names ?? {}], () => "names");
  const isFirst = state.screen?.me?.id !== screen.me.id;
  update({ screen, world, isStopped: false, clock: { at: performance.now(), seconds: screen.now } });
  arrived(isFirst);
}
