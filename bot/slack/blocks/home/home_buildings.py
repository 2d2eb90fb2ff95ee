"""The person's buildings on App Home: what they are there, and what keeps a building from working now."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, SectionBlock

from bot.domain.building import Building
from bot.domain.problems import sentence
from bot.domain.roles import Role
from bot.services.systems.buildings import Seen
from bot.slack.blocks.home.home import Section
from bot.slack.blocks.message import shown
from bot.slack.blocks.text import literal, mrkdwn

_NO_ROLE = "You have no role at any building yet. A manager or an admin gives roles with `/guest setup`."
_ELSEWHERE = "the form of `/guest` offers all where you may give access."


def buildings_section(seen: Sequence[Seen]) -> Section:
    """Those in trouble first."""
    ordered = sorted(seen, key=lambda one: one.building.problem is None)
    rows = tuple(_row(one.building, one.roles) for one in ordered)
    return Section("Your buildings", rows, elsewhere=_ELSEWHERE, empty=_NO_ROLE)


def _row(building: Building, roles: frozenset[Role]) -> tuple[Block, ...]:
    mine = ", ".join(role for role in Role if role in roles)
    trouble = f"\n:warning: {literal(sentence(building.problem))}" if building.problem else ""
    return (SectionBlock(text=mrkdwn(f"*{shown(building.name)}*: you are {mine}{trouble}")),)
