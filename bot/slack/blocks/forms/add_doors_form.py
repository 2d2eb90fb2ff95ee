"""New doors join the grant's own window and method; what the grant has already is not offered again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import Field as Given
from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.domain.approval import Why
from bot.domain.approvers import Approvers
from bot.domain.building import Entrance
from bot.domain.errors import BadField
from bot.domain.grant import CredentialState, GrantRecord
from bot.domain.policy import approval_for, policy_for
from bot.domain.problems import sentence
from bot.domain.roles import Role
from bot.domain.value import Value
from bot.services.grants.judging import judge_doors
from bot.slack.acting import Payload
from bot.slack.blocks.approvals.request_words import approval_words
from bot.slack.blocks.forms.grant_form_fields import doors_input
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import names, shown, small
from bot.slack.blocks.text import escape, mrkdwn, plain
from bot.slack.blocks.times import window_line, worded
from bot.slack.blocks.view_state import all_selected, metadata, shown_blocks

_MOST_NAMED = 10
_MOST_NOTES = 5


class AddDoors(Value):
    """The doors that were chosen for a grant; whether it may be is decided with fresh facts."""

    grant_id: str
    entrance_ids: tuple[str, ...]
    blocks: Mapping[str, str] = Given(default_factory=dict)
    """The `block_id` of each field that the view had."""


def free_doors(record: GrantRecord, entrances: Iterable[Entrance]) -> tuple[Entrance, ...]:
    """The building's doors that can do the grant's method and are not in it; one that failed is for Retry."""
    live = (c for c in record.live if c.state is not CredentialState.REVOKED)
    have = {door.entrance_id for c in live for door in c.doors}
    return tuple(e for e in entrances if not e.removed and e.can(record.grant.method) and e.id not in have)


def add_doors_view(
    record: GrantRecord,
    entrances: Iterable[Entrance],
    now: datetime,
    roles: frozenset[Role] = frozenset(),
    first: Sequence[Approvers] = (),
) -> View:
    """The modal, for somebody with these roles.

    Above 100 doors it is a search, answered by the same options as the first form's.
    """
    free = free_doors(record, entrances)
    return View(
        type="modal",
        callback_id=ViewId.ADD_DOORS_FORM,
        title=plain("Add doors"),
        submit=plain("Add doors") if free else None,
        close=plain("Cancel" if free else "Close"),
        private_metadata=json.dumps({"grant": record.grant.id}),
        blocks=[
            _about(record, now),
            _doors(record, free),
            *_not_possible(record, free, now),
            *_approval(record, free, roles, first),
        ],
    )


def _about(record: GrantRecord, now: datetime) -> Block:
    guest = f"*{shown(record.grant.guest.name)}*, {shown(record.building.name)}"
    return SectionBlock(text=mrkdwn(f"{guest}\n{escape(window_line(record.grant.window, record.building.zone, now))}"))


def _doors(record: GrantRecord, free: Sequence[Entrance]) -> Block:
    if free:
        return doors_input(record.building, record.grant.method, free, (), redraws=False)
    return SectionBlock(text=plain("There is no further door here that can do this kind of access."))


def _not_possible(record: GrantRecord, free: Sequence[Entrance], now: datetime) -> list[Block]:
    """Which of the doors the policy does not allow as they are, and what to do: said before anything is sent."""
    found: dict[str, list[str]] = {}
    for door in free:
        for bad in judge_doors(record, (), [door.id]).bad:
            found.setdefault(worded(bad, record.building.zone, now), []).append(door.name)
    return [small(f"{names(doors, _MOST_NAMED)}: {escape(why)}") for why, doors in found.items()][:_MOST_NOTES]


def _approval(
    record: GrantRecord, free: Sequence[Entrance], roles: frozenset[Role], first: Sequence[Approvers]
) -> list[Block]:
    """Which of the doors need somebody's yes, and whose."""
    have = [door.entrance_id for door in record.doors]
    whys = {door.name: approval_for(policy_for(record.building, [*have, door.id]), roles) for door in free}
    needing = {name: why for name, why in whys.items() if why is not None}
    if not needing:
        return []
    why = Why.TWO_PERSON if Why.TWO_PERSON in needing.values() else Why.POLICY
    doors = "" if len(needing) == len(free) else f"{names(list(needing), _MOST_NAMED)}: "
    waits = [small(sentence("request_waits"))] if record.waiting else []
    return [small(f"{doors}{approval_words(why, first)}"), *waits]


def read_add_doors(view: Payload) -> AddDoors:
    """What was chosen, out of a submission."""
    return AddDoors(
        grant_id=str(metadata(view).get("grant", "")),
        entrance_ids=all_selected(view, Field.DOORS),
        blocks=shown_blocks(view),
    )


def add_doors_errors(bad: Iterable[BadField], form: AddDoors, record: GrantRecord, now: datetime) -> dict[str, str]:
    """All sentences at the one field that there is, for the ack of a submission."""
    sentences = dict.fromkeys(worded(field, record.building.zone, now) for field in bad)
    return {form.blocks.get(Field.DOORS, Field.DOORS.value): " ".join(sentences)} if sentences else {}
