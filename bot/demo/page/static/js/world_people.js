/** Who sits at this screen. What each may do is the bot's to say, so trying is the way to learn it. */

import { h, names } from "./dom.js";
import { fold } from "./fold.js";
import { avatar } from "./people.js";
import { actAs } from "./places.js";
import { state } from "./state.js";

export function people() {
  const me = state.start.people.find(({ id }) => id === state.as);
  return fold({ name: "people", title: "Acting as", shape: "people", note: me?.name }, () => [
    h("div.people", { role: "group", "aria-label": "Acting as" }, state.start.people.map(card)),
    h("p.quiet", me?.about),
  ]);
}

function card(person) {
  const isMe = person.id === state.as;
  return h(
    "button",
    {
      class: names("person", { here: isMe }),
      type: "button",
      key: person.id,
      "aria-pressed": isMe,
      title: person.about,
      on: { click: () => actAs(person.id) },
    },
    avatar(person.id, person.name, "small"),
    h("span.person-words", h("strong", person.name), h("small", person.role)),
  );
}
