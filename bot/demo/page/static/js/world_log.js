/** What Seam tells by events, and what this panel did; newest first. */

import { h } from "./dom.js";
import { fold } from "./fold.js";
import { readingZone } from "./state.js";
import { clockTime, dayAndTime } from "./time.js";

export function events({ events: all }) {
  return fold(
    {
      name: "events",
      title: "Seam’s events",
      shape: "signal",
      note: all.length ? all[0].type : "none",
      isOpenAtFirst: false,
    },
    () => lines(all.map(({ at, type, about }) => [at, h("code", type), about])),
  );
}

export function log({ log: all }) {
  return fold(
    { name: "log", title: "What you did to the world", shape: "list", note: String(all.length), isOpenAtFirst: false },
    () => lines(all.map(({ at, text }) => [at, text])),
  );
}

function lines(all) {
  if (!all.length) return h("p.quiet", "Nothing yet.");
  const zone = readingZone();
  return h(
    "ol.log-lines",
    { tabindex: "0" },
    all.map(([at, ...words], index) =>
      h(
        "li",
        { key: `${at} ${all.length - index}` },
        h("time", { title: dayAndTime(at, zone) }, clockTime(at, zone)),
        h(
          "span",
          words.filter(Boolean).flatMap((word) => [word, " "]),
        ),
      ),
    ),
  );
}
