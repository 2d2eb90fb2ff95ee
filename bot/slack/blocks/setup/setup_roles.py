"""Issuers stand in the first form, everybody's daily question; here are the roles that few people hold."""

import json
from collections.abc import Mapping
from functools import reduce

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.domain.building import BuildingSettings
from bot.domain.roles import Holder, Role, with_holders
from bot.services.systems.buildings import Place
from bot.slack.acting import Payload
from bot.slack.blocks.ids import ViewId
from bot.slack.blocks.setup.setup_fields import Reading, holder_inputs
from bot.slack.blocks.setup.setup_form import Change
from bot.slack.blocks.text import plain

_ROLES = {
    Role.MANAGER: ("Managers", "They give access, approve, set this building up and see its audit trail."),
    Role.APPROVER: ("Approvers", "They are asked first where access needs approval. They give none themselves."),
    Role.VIEWER: ("Viewers", "They see who has access, without PINs, and can take on door tasks."),
}


def setup_roles_view(at: Place, group_names: Mapping[str, str]) -> View:
    """Who holds the rarer roles at the building."""
    held = at.building.settings.roles
    inputs: list[Block] = []
    for role, (label, hint) in _ROLES.items():
        inputs += holder_inputs(role, label, hint, held, group_names)
    return View(
        type="modal",
        callback_id=ViewId.SETUP_ROLES,
        title=plain("Roles"),
        submit=plain("Save"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=inputs,
    )


def read_setup_roles(view: Payload) -> Change:
    """The roles of the form are held by those chosen in it and by nobody else."""
    reading = Reading(view)
    chosen = {role: reading.holders(role) for role in _ROLES}

    def give(roles: tuple[Holder, ...], role: Role) -> tuple[Holder, ...]:
        return with_holders(roles, role, chosen[role])

    def change(settings: BuildingSettings) -> BuildingSettings:
        return settings.model_copy(update={"roles": reduce(give, _ROLES, settings.roles)})

    return change
