"""What the locks of one maker have in common (Seam's device guides); what one lock can do is in its own flags."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Brand:
    """`schedules_itself`: the lock keeps windows of its own, so Seam loads a code 72 h ahead, else 60 min ahead."""

    device_type: str
    manufacturer: str
    provider: str
    display_name: str
    model: str
    schedules_itself: bool = True
    names_the_code: bool = False
    """An unlock by PIN comes with the `access_code_id`."""
    can_convert: bool = True
    """Codes that somebody else made can be taken over."""
    can_simulate: bool = False
    """In a sandbox it can be disconnected, connected and removed through the API."""


YALE = Brand("yale_lock", "yale", "yale", "Yale", "Assure Lock 2", names_the_code=True, can_simulate=True)
SCHLAGE = Brand("schlage_lock", "schlage", "schlage", "Schlage", "Encode", names_the_code=True)
NUKI = Brand("nuki_lock", "nuki", "nuki", "Nuki", "Smart Lock 3.0 Pro")
IGLOOHOME = Brand("igloohome_lock", "igloohome", "igloohome", "igloohome", "Deadbolt 2S", can_convert=False)
SMARTTHINGS = Brand(
    "smartthings_lock",
    "smartthings",
    "smartthings",
    "SmartThings",
    "Z-Wave Lock",
    schedules_itself=False,
    can_convert=False,
)
BRANDS = (YALE, SCHLAGE, NUKI, IGLOOHOME, SMARTTHINGS)
