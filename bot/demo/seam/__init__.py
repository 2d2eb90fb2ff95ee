"""A strict Seam of one's own, with Latch behind it: what it takes, Seam takes; where Seam is silent, it is strict."""

from bot.demo.seam.buildings import BuildingIds, Door, LockIds
from bot.demo.seam.faults import Fault, Faults
from bot.demo.seam.happenings import Opening
from bot.demo.seam.locks.records import Lock
from bot.demo.seam.records import Credential, Delivery, Effect, Entry, Knobs
from bot.demo.seam.seed import DemoBuildings, seed
from bot.demo.seam.sim import SeamSim
from bot.demo.seam.snapshot import HeldBuilding, HeldDoor, HeldKey, Snapshot

__all__ = [
    "BuildingIds",
    "Credential",
    "Delivery",
    "DemoBuildings",
    "Door",
    "Effect",
    "Entry",
    "Fault",
    "Faults",
    "HeldBuilding",
    "HeldDoor",
    "HeldKey",
    "Knobs",
    "Lock",
    "LockIds",
    "Opening",
    "SeamSim",
    "Snapshot",
    "seed",
]
