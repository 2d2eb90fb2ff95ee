/**
 * Two kinds of time stand on one screen: what the bot wrote as words is the building's; message times and `<!date>`
 * tokens are the reader's. All of these functions take the reader's zone and seconds since 1970.
 */

const DAY = 86_400;
const HALF_A_YEAR = 183 * DAY;
const formats = new Map();

/** Making a format is slow, using it is not. */
function format(zone, options) {
  const name = zone + JSON.stringify(options);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return formats.get(name);
}

function part(seconds, zone, options) {
  return format(zone, options).format(seconds * 1000);
}

/** "2026-11-20" */
export function dateNumber(seconds, zone) {
  const parts = format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(seconds * 1000);
  const [year, month, day] = ["year", "month", "day"].map((type) => parts.find((found) => found.type === type).value);
  return `${year}-${month}-${day}`;
}

/** "2:00 PM" */
export function clockTime(seconds, zone) {
  return part(seconds, zone, { hour: "numeric", minute: "2-digit" });
}

/** "14:00", as a time field takes it. */
export function time24(seconds, zone) {
  return part(seconds, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "Fri, Nov 20, 2:00 PM" */
export function dayAndTime(seconds, zone) {
  return `${part(seconds, zone, { weekday: "short", month: "short", day: "numeric" })}, ${clockTime(seconds, zone)}`;
}

/** "Friday, November 20, 2026 at 2:00:05 PM", for a tooltip. */
export function wholeMoment(seconds, zone) {
  return part(seconds, zone, { dateStyle: "full", timeStyle: "medium" });
}

/** "New York" */
export function placeOf(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

/** Days from today to that date, in whole dates of the zone: -1 is yesterday. */
function daysFromToday(seconds, zone, now) {
  return Math.round((Date.parse(dateNumber(seconds, zone)) - Date.parse(dateNumber(now, zone))) / 1000 / DAY);
}

/** What the line between two days of messages says: "Today", "Thursday, November 19th". */
export function dayDivider(seconds, zone, now) {
  const text = TOKENS.day_divider_pretty(seconds, zone, now);
  return text[0].toUpperCase() + text.slice(1);
}

/** "5 minutes ago", "in 2 hours" */
export function ago(seconds, now) {
  const units = [
    ["day", DAY],
    ["hour", 3600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds - now) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(Math.trunc((seconds - now) / size), unit);
}

/** A span in words: "1 h 5 min", "3 d 2 h". */
export function span(seconds) {
  const minutes = Math.max(0, Math.round(seconds / 60));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts = [days && `${days} d`, hours && `${hours} h`, !days && rest && `${rest} min`].filter(Boolean);
  return parts.join(" ") || "less than 1 min";
}

/** A `<!date>`'s format string filled in; Slack writes its first letter large. */
export function filled(pattern, seconds, zone, now) {
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) => TOKENS[name]?.(seconds, zone, now) ?? whole);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The seconds at which the zone's clock shows this date and time: "2026-11-20T14:00". */
export function secondsOf(local, zone) {
  const wanted = Date.parse(`${local}:00Z`) / 1000;
  const shown = (guess) => Date.parse(`${dateNumber(guess, zone)}T${time24(guess, zone)}:00Z`) / 1000;
  const first = wanted - (shown(wanted) - wanted);
  return first - (shown(first) - wanted);
}

function ordinal(day) {
  const isTeen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${(!isTeen && ["th", "st", "nd", "rd"][day % 10]) || "th"}`;
}

/** Month and day, with the year where it is half a year away or more. */
function date(seconds, zone, now, { month, weekday = "", isOrdinal = true, hasYear }) {
  const number = Number(part(seconds, zone, { day: "numeric" }));
  const day = `${part(seconds, zone, { month })} ${isOrdinal ? ordinal(number) : number}`;
  const withYear = hasYear ?? Math.abs(seconds - now) >= HALF_A_YEAR;
  const year = withYear ? `, ${part(seconds, zone, { year: "numeric" })}` : "";
  return `${weekday && `${part(seconds, zone, { weekday })}, `}${day}${year}`;
}

function pretty(name) {
  const words = { "-1": "yesterday", 0: "today", 1: "tomorrow" };
  return (seconds, zone, now) => words[daysFromToday(seconds, zone, now)] ?? TOKENS[name](seconds, zone, now);
}

const TOKENS = {
  date_num: (seconds, zone) => dateNumber(seconds, zone),
  date_slash: (seconds, zone) => part(seconds, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (seconds, zone, now) => date(seconds, zone, now, { month: "long" }),
  date_short: (seconds, zone, now) => date(seconds, zone, now, { month: "short", isOrdinal: false }),
  date_long: (seconds, zone, now) => date(seconds, zone, now, { month: "long", weekday: "long" }),
  date_long_full: (seconds, zone, now) => date(seconds, zone, now, { month: "long", isOrdinal: false, hasYear: true }),
  date_pretty: pretty("date"),
  date_short_pretty: pretty("date_short"),
  date_long_pretty: pretty("date_long"),
  day_divider_pretty: pretty("date_long"),
  time: clockTime,
  time_secs: (seconds, zone) => part(seconds, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (seconds, _zone, now) => ago(seconds, now),
};
