"""The fuller the engine is, the more urgent work must be to begin: an end finds a place whatever waits or hangs."""

from bot.services.kept import Which

LISTS_AT_ONCE = 16
"""While so many grants are driven, no row of a list is begun: somebody may stand before a door."""
SAGAS_AT_ONCE = 20
ENDS_AT_ONCE = 30
"""The ten places above are for what is being ended, and for nothing else."""


def may_begin(driven: int) -> Which | None:
    """What may be claimed while so many are driven; None where there is no place."""
    if driven < LISTS_AT_ONCE:
        return Which.ANY
    if driven < SAGAS_AT_ONCE:
        return Which.NO_LIST
    return Which.ENDING if driven < ENDS_AT_ONCE else None
