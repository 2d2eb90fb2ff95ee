"""What must hold on every screen, whatever the grant is like: Slack takes it, nothing leaks, nothing is promised."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.domain.building import Hub, Method
from bot.domain.grant import CredentialState, Door, EndReason, GrantRecord, GrantState
from bot.slack.blocks.card import notices
from bot.slack.blocks.card.result import (
    grant_view_for,
)
from bot.slack.blocks.ids import ViewId
from bot.slack.blocks.message import Message
from tests.slack.blocks.every_screen import FORBIDDEN, HOUR, STATES, forms, messages, screens, views
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import (
    FAILED,
    ISSUED,
    LINK,
    NASTY,
    PENDING,
    accepted,
    credential,
    key,
    later,
    named,
    pins_of,
    record,
    words,
)
from tests.slack.blocks.setup import nasty_place
from tests.some import some

Fate = tuple[GrantState, EndReason | None]


@pytest.mark.parametrize("doors", [10, 11, 101, *(pytest.param(n, marks=pytest.mark.long) for n in (0, 1, 100, 500))])
def test_slack_takes_the_forms_of_a_building_with_the_longest_of_everything(doors: int) -> None:
    for screen in forms(nasty_place(doors)):
        accepted(screen)


def test_a_buildings_names_are_never_markup_that_does_something() -> None:
    for screen in forms(nasty_place(3)):
        live = {token for told in _mrkdwn(screen) for token in re.findall(r"<[^>]*>", told)}
        assert {token for token in live if not token.startswith("<!date^")} <= {"<#C1>", "<@U1>"}


def test_every_view_there_is_is_looked_at_here() -> None:
    drawn = {view.to_dict()["callback_id"] for view in (*views(record()), *forms(nasty_place(3)))}

    assert drawn == set(ViewId)


@pytest.mark.parametrize(("doors", "state"), some(product([1, 10, 11, 20, 21, 100], [ISSUED, PENDING, FAILED]), 5))
def test_slack_takes_any_number_of_doors_with_the_longest_names(doors: int, state: CredentialState) -> None:
    grant = named(record([credential(n, state) for n in range(doors)], requested_ends_at=later(5)), NASTY)

    for screen in screens(grant):
        accepted(screen)


def test_slack_takes_a_hundred_doors_that_each_have_another_fate() -> None:
    mixed = [credential(n, list(CredentialState)[n % 5], ends_at=later(2 + n)) for n in range(100)]

    for screen in screens(named(record(mixed), "&" * 200)):
        accepted(screen)


def test_slack_takes_a_mobile_key_for_a_hundred_doors_with_the_longest_names() -> None:
    for screen in screens(named(record([key(*(f"Door {n}" for n in range(100)))]), "&" * 200)):
        accepted(screen)


@pytest.mark.parametrize(("fate", "hub", "method"), some(product(STATES, Hub, Method), 7))
def test_no_message_holds_a_pin_or_a_key(fate: Fate, hub: Hub, method: Method) -> None:
    for grant in _fates(*fate, hub, method):
        digits = [pin.get_secret_value() for pin in pins_of(grant).values()]
        for message in messages(grant):
            told = accepted(message)
            bare = re.sub(r"[^0-9]", "", told)
            assert not any(pin in told.replace(" ", "") or pin in bare for pin in digits)
            assert LINK not in told
            assert "@example.com" not in told


@pytest.mark.parametrize(("fate", "hub"), some(product(STATES, [Hub.NO, Hub.UNKNOWN]), 5))
def test_without_a_known_hub_no_screen_claims_what_only_the_door_knows(fate: Fate, hub: Hub) -> None:
    for grant in _fates(*fate, hub, Method.PIN):
        for screen in screens(grant):
            told = words(screen).replace("Nothing opens a door", "").replace("Not ready", "").replace("Active now", "")
            claims = FORBIDDEN.findall(told)
            assert claims == []


def _fates(state: GrantState, reason: EndReason | None, hub: Hub, method: Method) -> Iterator[GrantRecord]:
    """A grant of the state with credentials in every state, one of them replaced by another."""
    states = list(CredentialState)
    for one, other in zip(states, [*states[2:], *states[:2]], strict=True):
        if method is Method.MOBILE_KEY:
            fates = [key("Front door", "Gym", state=one)]
        else:
            fates = [credential(1, one), credential(2, other), credential(3, one, replaces="c2")]
        yield record(fates, state, hub, end_reason=reason, ended_by="U2", requested_ends_at=later(4))


@given(st.text(min_size=1, max_size=200))
def test_a_guests_text_is_never_markup_that_does_something(text: str) -> None:
    grant = named(record([credential(1), credential(2, FAILED), credential(3, PENDING)]), f"<!here>{text}<@U666>")

    shown: list[View | Message] = [*messages(grant), grant_view_for(grant, pins_of(grant), NOW, waiting=HOUR)]
    for screen in shown:
        for told in _mrkdwn(screen):
            live = re.findall(r"<[^>]*>", told)
            assert all(re.fullmatch(r"<@U[12]>|<!date\^[0-9]+\^[^>]*>", token) for token in live)


def test_nothing_that_is_drawn_calls_a_whole_channel() -> None:
    """Whatever people are named: one card per grant, and nobody is rung up who has nothing to do."""
    called = "<!here> <!channel> <!everyone> <!subteam^S1>"
    grant = named(record([credential(n, state) for n, state in enumerate(CredentialState)]), called)

    for screen in screens(grant):
        assert not [told for told in _mrkdwn(screen) if re.search(r"<!(here|channel|everyone|subteam)", told)]


@settings(max_examples=10)
@given(st.text(alphabet="ab *_~`:x", min_size=1, max_size=30))
def test_a_guests_text_is_never_formatting(text: str) -> None:
    grant = named(record([credential(1), credential(2, FAILED)]), f"Jo{text}Jo")
    door = Door(entrance_id="e", name=f"Do{text}or")
    doors = tuple(c.model_copy(update={"doors": (door,)}) for c in grant.credentials)

    mine = [list(_mrkdwn(message)) for message in messages(grant.model_copy(update={"credentials": doors}))]

    assert [_signs(told) for told in mine] == _signs_without_any()
    formatted = re.compile(r":x:|(?<!\w)_[^_]+_(?!\w)")
    assert not [text for told in mine for text in told if formatted.search(text.replace("date_short_pretty", ""))]


@cache
def _signs_without_any() -> list[list[int]]:
    """What Keydesk itself makes bold, struck or code."""
    plain = named(record([credential(1), credential(2, FAILED)]), "Jo")
    return [_signs(list(_mrkdwn(message))) for message in messages(plain)]


def _signs(texts: list[str]) -> list[int]:
    return [sum(text.count(sign) for text in texts) for sign in "*~`"]


def _mrkdwn(screen: View | Message) -> Iterator[str]:
    """All texts in which Slack looks for markup: those of type mrkdwn, and a message's own text."""
    if isinstance(screen, Message):
        yield screen.text
    for block in screen.to_dict()["blocks"]:
        for text in (block.get("text"), *block.get("elements", ())):
            if text and text.get("type") == "mrkdwn":
                yield text["text"]


def test_the_pin_in_a_dm_stands_in_its_blocks_and_not_in_the_notification() -> None:
    grant = record([credential(1), credential(2)])

    message = notices.pin_dm(grant, pins_of(grant))

    assert "137 0001" in words(message)
    assert "137" not in message.text
