"""What is fixed about each access system, by Seam's `external_type`; an unknown one gets the careful facts.

Careful means: nothing is promised that the system may not do. One door per PIN, no remote unlock, and a PIN change
may need a visit to the door.
"""

from bot.domain.building import SystemFacts
from bot.seam.systems.latch import LATCH

SYSTEMS: dict[str, SystemFacts] = {facts.external_type: facts for facts in (LATCH,)}


def facts_of(external_type: str | None, display_name: str | None = None) -> SystemFacts:
    """The facts of a system, never absent."""
    known = SYSTEMS.get(external_type or "")
    return known or SystemFacts(
        external_type=external_type or "unknown",
        name=display_name or external_type or "Access system",
        entrances_per_code=1,
        caller_chooses_pin=False,
        remote_unlock=False,
        pin_needs_hub=True,
    )
