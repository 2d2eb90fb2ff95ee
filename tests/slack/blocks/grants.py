"""Grants to draw: two PINs per door would be another product, so each door has one credential, as with Latch."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr
from slack_sdk.models.views import View

from bot.demo.slack.blockkit import check_message, check_view, text_length
from bot.domain.approval import ApprovalRequest, RequestKind, RequestState, Why
from bot.domain.building import BuildingSettings, Hub, Method
from bot.domain.grant import Credential, CredentialState, Door, DoorState, Grant, GrantRecord, GrantState, Guest, Pin
from bot.domain.window import Window
from bot.slack.blocks.message import Message
from tests.slack.blocks.forms import NOW, building

NASTY = ("<!channel> *Zoë* 👩‍🚀 `x` & <@U9|boss> مرحبا " * 6)[:200]
WINDOW = Window(starts_at=NOW, ends_at=NOW + timedelta(hours=2))
LINK = "https://ios.example/instant-key/secret-link"
MESSAGE_TEXT = 13_000
"""Characters of all blocks, below what Slack was seen to refuse."""

ISSUED = CredentialState.ISSUED
PENDING = CredentialState.PENDING
FAILED = CredentialState.FAILED


def credential(number: int, state: CredentialState = ISSUED, **changes: object) -> Credential:
    method = changes.get("method", Method.PIN)
    plain = Credential(
        id=f"c{number}",
        grant_id="g1",
        method=Method(str(method)),
        doors=(Door(entrance_id=f"door-{number}", name=f"Door {number}"),),
        state=state,
        door_state=DoorState.UNKNOWN,
        ends_at=WINDOW.ends_at,
        seam_id=f"seam-{number}",
        has_pin=state is ISSUED,
        problem="credential_failed" if state is FAILED else None,
        created_at=NOW,
    )
    return plain.model_copy(update=changes)


def record(
    credentials: Iterable[Credential] = (credential(1),),
    state: GrantState = GrantState.ISSUED,
    hub: Hub = Hub.UNKNOWN,
    **changes: object,
) -> GrantRecord:
    """A grant of the method of its first credential."""
    told = tuple(credentials)
    plain = Grant(
        id="g1",
        team_id="T1",
        requester="U1",
        building_id="b1",
        guest=Guest(name="Ann Lee", email="ann@example.com"),
        method=told[0].method,
        window=WINDOW,
        state=state,
        created_at=NOW,
    )
    where = building(settings=BuildingSettings(hub=hub))
    return GrantRecord(grant=plain.model_copy(update=changes), credentials=told, building=where)


def named(grant: GrantRecord, name: str) -> GrantRecord:
    """The same grant with the guest, the building, the doors and the reason all named so."""
    doors = [
        c.model_copy(update={"doors": tuple(Door(entrance_id=d.entrance_id, name=name) for d in c.doors)})
        for c in grant.credentials
    ]
    changes = {"guest": Guest(name=name), "reason": (name * 3)[:500]}
    return grant.model_copy(
        update={
            "grant": grant.grant.model_copy(update=changes),
            "credentials": tuple(doors),
            "building": grant.building.model_copy(update={"name": name}),
        }
    )


def pins_of(grant: GrantRecord) -> dict[str, Pin]:
    """A PIN for each issued credential: "1370001", "1370002", …"""
    issued = [c for c in grant.credentials if c.state is ISSUED]
    return {c.id: SecretStr(f"137{number:04}") for number, c in enumerate(issued, start=1)}


def key(*names: str, state: CredentialState = ISSUED, link: bool = True) -> Credential:
    doors = tuple(Door(entrance_id=name, name=name) for name in names)
    url = SecretStr(LINK) if link and state is ISSUED else None
    return credential(1, state, method=Method.MOBILE_KEY, doors=doors, instant_key_url=url, has_pin=False)


def accepted(shown: View | Message) -> str:
    """All that Slack gets of a screen, as JSON with its characters as they are; fails where Slack would refuse it."""
    drawn = shown.to_dict()
    if isinstance(shown, Message):
        assert check_message(drawn["blocks"]) == []
        assert text_length(drawn["blocks"]) <= MESSAGE_TEXT
        assert shown.text
    else:
        assert check_view(drawn, "modal") == []
        assert len(json.dumps(drawn)) <= 250_000
    return json.dumps(drawn, ensure_ascii=False)


def words(shown: View | Message) -> str:
    """What a person reads down the screen, inputs and buttons aside."""
    return "\n".join(_texts(block) for block in shown.to_dict()["blocks"] if block["type"] != "actions")


def _texts(block: Mapping[str, Any]) -> str:
    if block["type"] == "context":
        return "\n".join(element["text"] for element in block["elements"])
    text: str = block.get("text", {}).get("text", "")
    return text


def buttons(shown: View | Message) -> dict[str, str]:
    """The value of each button, by what stands on it; of several with one text the last."""
    rows = [block["elements"] for block in shown.to_dict()["blocks"] if block["type"] == "actions"]
    elements = [element for row in rows for element in row]
    menus = [o for element in elements for o in element.get("options", ())]
    return {e["text"]["text"]: e["value"] for e in [*(e for e in elements if "value" in e), *menus]}


def later(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def submitted(view: View, **answers: object) -> dict[str, Any]:
    """The payload of a submission: each input as it was drawn, but for the `answers` by `action_id`."""
    values: dict[str, dict[str, Any]] = {}
    for block in view.to_dict()["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            given, sent = _ANSWERS[element["type"]]
            answer = answers.get(element["action_id"], element.get(given))
            values[block["block_id"]] = {element["action_id"]: {"type": element["type"], sent: answer}}
    return {**view.to_dict(), "state": {"values": values}}


def chosen(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "text": {"type": "plain_text", "text": value}} for value in values]


_ANSWERS = {
    "static_select": ("initial_option", "selected_option"),
    "radio_buttons": ("initial_option", "selected_option"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "number_input": ("initial_value", "value"),
    "plain_text_input": ("initial_value", "value"),
    "multi_users_select": ("initial_users", "selected_users"),
    "checkboxes": ("initial_options", "selected_options"),
    "multi_static_select": ("initial_options", "selected_options"),
    "multi_external_select": ("initial_options", "selected_options"),
}


def request(
    kind: RequestKind = RequestKind.ACCESS, state: RequestState = RequestState.WAITING, **changes: object
) -> ApprovalRequest:
    """Asked by U1, decided by U2 where it was decided by somebody."""
    decided = {RequestState.APPROVED, RequestState.DECLINED, RequestState.WITHDRAWN}
    plain = ApprovalRequest(
        id="r1",
        team_id="T1",
        grant_id="g1",
        number=1,
        kind=kind,
        why=Why.POLICY,
        asked_by="U1",
        asked_at=NOW,
        ends_at=WINDOW.ends_at + timedelta(hours=2) if kind is RequestKind.LATER_END else None,
        doors={"roof": "Roof"} if kind is RequestKind.MORE_DOORS else {},
        lapses_at=WINDOW.ends_at,
        asked=("U2",),
        escalates_at=NOW + timedelta(minutes=15),
        state=state,
        decided_by="U2" if state in decided else None,
        decline_reason="Not today" if state is RequestState.DECLINED else None,
    )
    return plain.model_copy(update=changes)


def asking(grant: GrantRecord, about: ApprovalRequest) -> GrantRecord:
    """The grant with this as its newest request; access that waits, or did not get its approval, was never given."""
    states = {
        RequestState.WAITING: GrantState.AWAITING_APPROVAL,
        RequestState.DECLINED: GrantState.DECLINED,
        RequestState.LAPSED: GrantState.DECLINED,
        RequestState.WITHDRAWN: GrantState.DECLINED,
    }
    state = states.get(about.state, grant.grant.state) if about.kind is RequestKind.ACCESS else grant.grant.state
    return grant.model_copy(update={"request": about, "grant": grant.grant.model_copy(update={"state": state})})
