"""Latch picks every PIN itself and makes one PIN per door: N doors are N credentials.

Source: Seam's Latch guide (code credentials; mobile keys; no remote unlock; hub or Latch Manager App).
"""

from bot.domain.building import SystemFacts

LATCH = SystemFacts(
    external_type="latch_building",
    name="Latch",
    entrances_per_code=1,
    caller_chooses_pin=False,
    remote_unlock=False,
    pin_needs_hub=True,
)
