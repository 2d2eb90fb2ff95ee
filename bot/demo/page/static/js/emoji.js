/**
 * Short names only for what a building's bot and its people write; any other `:name:` stays as it was typed, as Slack
 * leaves the names that it does not know.
 */

const EMOJI = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", ok_hand: "👌", wave: "👋", pray: "🙏", clap: "👏", eyes: "👀",
  smile: "😄", slightly_smiling_face: "🙂", tada: "🎉", rocket: "🚀", sparkles: "✨", heart: "❤️", fire: "🔥",
  warning: "⚠️", rotating_light: "🚨", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", exclamation: "❗",
  question: "❓", information_source: "ℹ️", bulb: "💡", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌",
  ballot_box_with_check: "☑️", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡",
  large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫",
  key: "🔑", old_key: "🗝️", closed_lock_with_key: "🔐", lock: "🔒", unlock: "🔓", door: "🚪", bell: "🔔", no_bell: "🔕",
  battery: "🔋", low_battery: "🪫", electric_plug: "🔌", satellite_antenna: "📡", house: "🏠", office: "🏢", hotel: "🏨",
  alarm_clock: "⏰", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock1: "🕐", stopwatch: "⏱️", calendar: "📆", date: "📅",
  iphone: "📱", email: "📧", envelope: "✉️", telephone_receiver: "📞", link: "🔗", clipboard: "📋", memo: "📝", pencil: "📝",
  mag: "🔍", wrench: "🔧", hammer_and_wrench: "🛠️", toolbox: "🧰", broom: "🧹", package: "📦", truck: "🚚", wastebasket: "🗑️",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", construction_worker: "👷", shield: "🛡️", robot_face: "🤖",
  arrow_right: "➡️", arrow_left: "⬅️", arrows_counterclockwise: "🔄", heavy_plus_sign: "➕", heavy_minus_sign: "➖",
};

/** The character for a short name, or undefined. */
export function emojiOf(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}
