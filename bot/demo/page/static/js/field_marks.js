/** What every field says of itself: to screen readers by its input block, to the page and its tests by its element. */

/** Of an input block's field: its id and what describes it. */
export function said(id, { describedBy, isBad, isRequired }) {
  return {
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": isBad || undefined,
    "aria-required": isRequired,
  };
}

export function marks(element) {
  return { "data-focus": element.focus_on_load ? "first" : undefined, "data-action-id": element.action_id };
}
