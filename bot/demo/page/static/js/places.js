/**
 * Who acts and where they are, kept in the address (`#as=…&at=…`), so that a reload comes back there.
 * A place is a conversation's id, or "home": the app's Home tab.
 */

import { act } from "./api.js";
import { refresh } from "./live.js";
import { state, update } from "./state.js";
import { toastNotices } from "./toasts.js";

/** Begin where the address says, else where the demo begins. */
export function begin() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const isKnown = state.start.people.some(({ id }) => id === asked.get("as"));
  const as = isKnown ? asked.get("as") : state.start.first_person;
  update({ as, place: asked.get("at") || state.start.first_channel });
}

export async function goTo(place) {
  update({ place, thread: null, drawer: null, popup: null, screen: { ...state.screen, channel: null, messages: [] } });
  keepInAddress();
  if (place === "home") await act("home");
  await refresh();
}

/** Somebody else sits down at this screen. */
export async function actAs(person) {
  if (person === state.as) return;
  const isPrivate = !state.screen?.channel || state.screen.channel.kind !== "public";
  const place = isPrivate && state.place !== "home" ? state.start.first_channel : state.place;
  update({ as: person, place, thread: null, popup: null, drawer: null, toasts: [] });
  keepInAddress();
  if (place === "home") await act("home");
  await refresh();
}

export function openThread(ts) {
  update({ thread: ts });
}

function keepInAddress() {
  history.replaceState(null, "", `#${new URLSearchParams({ as: state.as, at: state.place })}`);
}

/** After each fetch: what Slack said, and what has now been seen. */
export function arrived(isFirst) {
  const { screen } = state;
  toastNotices(screen, isFirst);
  const isNowhere = !screen.channel && state.place !== "home";
  if (isNowhere && screen.channels.length) goTo(screen.channels[0].id);
  const here = screen.channels.find(({ id }) => id === state.place);
  if (here?.unread && document.visibilityState === "visible") act("read", { channel: here.id });
}

/** The direct message with the bot: the app's Messages tab. */
export function appChannel() {
  return state.screen?.channels.find(({ kind, peer }) => kind === "im" && peer === state.start.bot.id);
}

/** Whether the app itself is on the screen, in either of its tabs. */
export function isInApp() {
  return state.place === "home" || state.place === appChannel()?.id;
}
