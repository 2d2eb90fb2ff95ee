"""Whatever a guest, a door or a template is called: it is shown as words, on every screen and in every message."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.grant import Door, GrantRecord, Guest
from bot.services.systems.buildings import Place
from bot.slack.blocks.card.guest_message import mail_subject, mail_text
from bot.slack.blocks.message import Message
from tests.hostile import HIDDEN, WORDS
from tests.slack.blocks.every_screen import forms, screens
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import FAILED, PENDING, credential, later, pins_of, record
from tests.slack.blocks.setup import nasty_place

OURS = re.compile(r"<@U[12]>|<#C1>|<@U1?[0-9]{1,2}>|<!subteam\^S[0-9]{1,2}>|<!date\^[0-9]+\^[^>]*>")
"""People, groups and a channel that the samples name by id, and a time in the reader's zone."""
TOKEN = re.compile(r"<[^>]*>")
ONE_LINE = re.compile("\u00ab[^\u00ab\u00bb]*\u00bb")
"""A word with the marks that it is given here; whoever breaks its line could write a line of Keydesk's."""
AT_ONCE = 8
"""So many words are tried with each set of screens; to find a smaller example would draw them all for minutes."""
QUICK = (Phase.explicit, Phase.generate)


@dataclass(frozen=True)
class Told:
    """One text as Slack gets it, with whether Slack looks for markup in it."""

    text: str
    is_markup: bool


def texts(shown: View | Message) -> Iterator[Told]:
    """Every text of a screen or message, wherever it stands; a message's own text is what notifications show."""
    if isinstance(shown, Message):
        yield Told(shown.text, is_markup=True)
    yield from _texts(shown.to_dict())


def _texts(value: Any) -> Iterator[Told]:
    if isinstance(value, Mapping):
        if value.get("type") in {"mrkdwn", "plain_text"} and isinstance(value.get("text"), str):
            yield Told(value["text"], is_markup=value["type"] == "mrkdwn")
        for name, inner in value.items():
            if name not in {"private_metadata", "value", "initial_value"}:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def called(words: list[str]) -> GrantRecord:
    """A grant in which all that others typed is one of these."""
    guest, reason, building, lobby, garage, gym, reference, problem = words
    doors = [credential(n, state) for n, state in enumerate((credential(1).state, FAILED, PENDING), start=1)]
    named = [
        one.model_copy(update={"doors": (Door(entrance_id=f"door-{n}", name=name),), "reference": reference})
        for n, (one, name) in enumerate(zip(doors, (lobby, garage, gym), strict=True))
    ]
    named[1] = named[1].model_copy(update={"problem": problem})
    grant = record(named, requested_ends_at=later(5))
    about = {"guest": Guest(name=guest, email="ann@example.com"), "reason": reason, "template": reference}
    where = grant.building.model_copy(update={"name": building})
    changes = {"grant": grant.grant.model_copy(update=about), "building": where}
    return grant.model_copy(update=changes)


def place(words: list[str]) -> Place:
    """The same of a building: its doors, groups, templates and what it tells guests."""
    usual = nasty_place(3)
    doors = tuple(door.model_copy(update={"name": name}) for door, name in zip(usual.entrances, words, strict=False))
    kept = usual.building.settings
    groups = tuple(one.model_copy(update={"name": words[3]}) for one in kept.entrance_groups[:1])
    saved = {usual.entrances[0].id: words[0], "gone": words[1]}
    templates = tuple(
        t.model_copy(update={"name": words[4], "reason": words[5], "doors": saved}) for t in kept.templates[:1]
    )
    kept = kept.model_copy(
        update={"entrance_groups": groups, "templates": templates, "guest_text": words[6].strip("\u00ab\u00bb")}
    )
    building: Building = usual.building.model_copy(update={"name": words[7], "settings": kept})
    return usual.model_copy(update={"building": building, "entrances": doors})


def holds(words: list[str]) -> None:
    marked = [f"\u00ab{word}\u00bb" for word in words]
    grant = called(marked)
    for shown in (*screens(grant), *forms(place(marked))):
        for told in texts(shown):
            assert not HIDDEN.search(told.text), (type(shown), told)
            live = {token for token in TOKEN.findall(told.text) if not OURS.fullmatch(token)}
            assert not (live and told.is_markup), (live, told)
            assert not [word for word in ONE_LINE.findall(told.text) if "\n" in word], told
    subject, body = mail_subject(grant), mail_text(grant, pins_of(grant), NOW + timedelta(minutes=1))
    assert not HIDDEN.search(subject + body.get_secret_value())
    assert "\n" not in subject


eight_words = st.lists(WORDS, min_size=AT_ONCE, max_size=AT_ONCE)


@settings(max_examples=6, phases=QUICK)
@given(eight_words)
def test_words_stay_words_on_every_screen(words: list[str]) -> None:
    holds(words)


@pytest.mark.long
@settings(max_examples=625, phases=QUICK)
@given(eight_words)
def test_five_thousand_of_them_do(words: list[str]) -> None:
    holds(words)
