"""Smart locks: each lock says in its own flags what it can do, so that little is fixed here beside its maker's ways.

Sources: Seam's guides on smart locks, access codes, native scheduling and offline access codes. A maker that is not
named here gets the careful facts: nothing is promised ahead of time.
"""

from datetime import timedelta

from bot.domain.building import Source, SystemFacts
from bot.domain.device import LockFacts

SMART_LOCKS = SystemFacts(
    external_type="smart_locks",
    name="Smart lock",
    entrances_per_code=None,
    caller_chooses_pin=True,
    remote_unlock=True,
    pin_needs_hub=False,
    tells_use=True,
    source=Source.DEVICE,
)

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_KEEP_WINDOWS = {
    "my_2n": "2N",
    "august": "August",
    "kwikset": "Kwikset",
    "nuki": "Nuki",
    "salto": "Salto",
    "salto_ks": "Salto KS",
    "schlage": "Schlage",
    "tedee": "Tedee",
    "ttlock": "TTLock",
    "yale": "Yale",
    "yale_access": "Yale Access",
    "wyze": "Wyze",
}
_BY_HOURS_OR_DAYS = {"igloohome": "igloohome", "igloo": "igloohome"}

MAKERS: dict[str, LockFacts] = {
    **{key: LockFacts(provider=key, name=name, keeps_windows=True) for key, name in _KEEP_WINDOWS.items()},
    **{
        key: LockFacts(provider=key, name=name, keeps_windows=True, offline_steps=(_HOUR, _DAY))
        for key, name in _BY_HOURS_OR_DAYS.items()
    },
    "lockly": LockFacts(provider="lockly", name="Lockly", keeps_windows=False, offline_steps=(_HOUR,)),
    "dormakaba_oracode": LockFacts(provider="dormakaba_oracode", name="Oracode", keeps_windows=False),
    "smartthings": LockFacts(provider="smartthings", name="SmartThings", keeps_windows=False),
}


def maker_of(provider: str | None, display_name: str | None = None) -> LockFacts:
    """The facts of a maker, never absent."""
    key = provider or "unknown"
    return MAKERS.get(key) or LockFacts(provider=key, name=display_name or "the lock's maker", keeps_windows=False)
