/** Our own shapes, drawn on a grid of 20 with a stroke; none is taken from another product. Always beside a name. */

import { h } from "./dom.js";

const SHAPES = {
  hash: "M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13.5M3 12.5h13.5",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  people:
    "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 16.5c0-3 2-5 5-5s5 2 5 5M13 4a3 3 0 0 1 0 5.5M14.5 12c2 .5 3 2.3 3 4.5",
  key: "M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10.5 10H17M14 10v3M17 10v2.5",
  home: "M3 9.5 10 3.5l7 6M5 8.5v8h10v-8M8.5 16.5v-4.5h3v4.5",
  message: "M3.5 4.5h13v9H9l-3.5 3v-3h-2z",
  thread: "M3.5 4.5h13v8H9l-3.5 3v-3h-2zM7 7.5h6M7 10h4",
  bolt: "M11 2.5 4.5 11.5H9.5L9 17.5l6.5-9h-5z",
  send: "M3.5 4 17 10 3.5 16l2-6zM5.5 10H11",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  down: "M5 7.5l5 5 5-5",
  right: "M7.5 5l5 5-5 5",
  check: "M4 10.5l4 4 8-9",
  more: "M4.5 10v.01M10 10v.01M15.5 10v.01",
  search: "M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM12.5 12.5 17 17",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  moon: "M16 11.5A6.5 6.5 0 1 1 8.5 4a5 5 0 0 0 7.5 7.5z",
  globe:
    "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM2.5 10h15M10 2.5c2.5 2.2 3 4.6 3 7.5s-.5 5.3-3 7.5c-2.5-2.2-3-4.6-3-7.5s.5-5.3 3-7.5z",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.8",
  skip: "M4 5l6 5-6 5zM10.5 5l6 5-6 5z",
  eye: "M2 10c2-3.5 4.7-5.2 8-5.2s6 1.7 8 5.2c-2 3.5-4.7 5.2-8 5.2S4 13.5 2 10zM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  warning: "M10 3.5 2.5 16.5h15zM10 8.5v4M10 14.5v.01",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.5v4M10 6.8v.01",
  building: "M4.5 17V3.5h8V17M12.5 8h3.5v9M2.5 17h15M7 6.5h3M7 9.5h3M7 12.5h3",
  door: "M5 17V3h10v14M3 17h14M12 10v.8",
  battery: "M2.5 7h12v6.5h-12zM14.5 9h2.5v2.5h-2.5M5 9.5v1.5",
  signal: "M3 8.5c4-4 10-4 14 0M5.5 11.5c2.6-2.5 6.4-2.5 9 0M8 14.3c1.2-1.1 2.8-1.1 4 0",
  cloud: "M6 15.5a3.5 3.5 0 0 1 0-7 4.5 4.5 0 0 1 8.7 1.2 3 3 0 0 1-.4 5.8z",
  trash: "M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5",
  panel: "M3 4h14v12H3zM12.5 4v12",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  copy: "M7 7h9v9.5H7zM4 13V3.5h9",
  image: "M3 4.5h14v11H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 8v.01",
  list: "M8 5.5h9M8 10h9M8 14.5h9M3.5 5.5h.5M3.5 10h.5M3.5 14.5h.5",
  share: "M4 10v6h12v-6M10 12.5V3M6.5 6.5 10 3l3.5 3.5",
};

/** A shape by name; without a name of its own, so it stands beside words or in a labelled button. */
export function icon(name, more = "") {
  const path = h("path", { d: SHAPES[name] });
  return h(
    "svg",
    { class: `icon icon-${name} ${more}`, viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    path,
  );
}
