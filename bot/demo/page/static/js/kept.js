/**
 * A description that is kept from the last draw costs nothing to draw again: a long conversation is not gone through
 * with every key that is pressed. `needs` must name all that the description is made from.
 */

const kept = new WeakMap();

/**
 * What `describe` says about `owner`, asked only where one of `needs` is not what it was; `name` tells places apart.
 */
export function keep(owner, name, needs, describe) {
  if (!kept.has(owner)) kept.set(owner, new Map());
  const places = kept.get(owner);
  const old = places.get(name);
  if (old?.needs.length === needs.length && old.needs.every((need, index) => Object.is(need, needs[index]))) {
    return old.described;
  }
  const described = describe();
  places.set(name, { needs, described });
  return described;
}

/** The new items, but the old object for each that says the same: so its description can be kept. */
export function steady(items, before, nameOf) {
  const known = new Map(before.map((item) => [nameOf(item), item]));
  return items.map((item) => {
    const old = known.get(nameOf(item));
    return old && JSON.stringify(old) === JSON.stringify(item) ? old : item;
  });
}
