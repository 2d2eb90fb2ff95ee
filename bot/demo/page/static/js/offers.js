/**
 * What a select offers: its own options, the workspace's people and conversations as far as this person sees them, or
 * what the bot answers to a search. Everywhere as groups of `{value, label, about?, option}`.
 */

import { suggest } from "./interact.js";
import { everybody, nameOf } from "./people.js";
import { words } from "./rich.js";
import { state, update } from "./state.js";

const SEARCH_PAUSE = 200;
const DEFAULT_MIN_QUERY = 3;
const found = new Map();
let timer = 0;

/** A select's offers while `query` stands in it; `note` says why there are none. */
export function offersOf(element, name, query) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "external_select") return external(element, name, query);
  const all = kind === "static_select" ? ofOptions(element) : [{ label: "", options: ofWorkspace(element, kind) }];
  const wanted = query.trim().toLowerCase();
  const groups = all.map((group) => ({
    ...group,
    options: group.options.filter((one) => one.label.toLowerCase().includes(wanted)),
  }));
  return { groups: groups.filter((group) => group.options.length), note: "No results" };
}

/** What a value of this element is called. */
export function labelOf(value) {
  if (value && typeof value === "object") return words(value.text);
  const channel = state.screen?.channels.find(({ id }) => id === value);
  return channel ? channelName(channel) : nameOf(value);
}

function ofOptions({ options, option_groups: groups }) {
  return (groups ?? [{ options: options ?? [] }]).map((group) => ({
    label: words(group.label),
    options: (group.options ?? []).map(offer),
  }));
}

function offer(option) {
  return { value: option.value, label: words(option.text), about: words(option.description), option };
}

function ofWorkspace(element, kind) {
  if (kind === "users_select")
    return everybody().map((id) => ({ value: id, label: nameOf(id), option: id, isPerson: true }));
  const { include, exclude_external_shared_channels: noShared, exclude_bot_users: noBots } = element.filter ?? {};
  const kinds = kind === "channels_select" ? ["public"] : (include ?? ["im", "mpim", "private", "public"]);
  return (state.screen?.channels ?? [])
    .filter((one) => kinds.includes(one.kind) && !one.archived && !(noShared && one.shared))
    .filter((one) => !(noBots && one.peer === state.start.bot.id))
    .map((one) => ({ value: one.id, label: channelName(one), option: one.id }));
}

export function channelName(channel) {
  return channel.kind === "im" && channel.peer ? nameOf(channel.peer) : channel.name;
}

/** The bot is asked for each query once, after a pause in typing; the answers stay while the list is open. */
function external(element, name, query) {
  const least = element.min_query_length ?? DEFAULT_MIN_QUERY;
  if (query.length < least) return { groups: [], note: `Type ${least} or more characters to search` };
  const answer = found.get(`${name} ${query}`);
  if (!answer) return { groups: [], note: "Searching…" };
  if (answer.refused || answer.problem) return { groups: [], note: "Results failed to load" };
  const groups = answer.option_groups ?? [{ options: answer.options ?? [] }];
  const shown = groups.map((group) => ({ label: words(group.label), options: group.options.map(offer) }));
  return { groups: shown.filter((group) => group.options.length), note: "No results" };
}

/** Ask the bot for what an external select offers, where nobody has asked yet. */
export function search(context, block, element, name, query) {
  const place = `${name} ${query}`;
  clearTimeout(timer);
  if (!element.type.endsWith("external_select") || query.length < (element.min_query_length ?? DEFAULT_MIN_QUERY))
    return;
  timer = setTimeout(
    async () => {
      found.set(place, await suggest(context, block, element, query));
      update();
    },
    found.has(place) || !query ? 0 : SEARCH_PAUSE,
  );
}

/** A list that closes forgets its answers: the next one asks anew. */
export function forgetOffers(name) {
  for (const place of found.keys()) {
    if (place.startsWith(`${name} `)) found.delete(place);
  }
}
