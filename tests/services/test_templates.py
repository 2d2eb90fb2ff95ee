"""A template's reminders hold for the grants that were made with it, whatever becomes of the template."""

from datetime import timedelta

import pytest

from bot.domain.building import Template
from bot.domain.request import BadFields
from bot.services.kept import PostKind
from tests.services.desk import Desk

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def template(**changes: object) -> Template:
    return Template(id="t1", name="Cleaner", reminder_leads=(30 * MINUTE,)).model_copy(update=changes)


async def test_its_reminders_take_the_place_of_the_buildings(desk: Desk) -> None:
    await desk.set_up(templates=[template()], reminder_leads=[HOUR])
    with_it = await desk.give(template_id="t1")
    without = await desk.give(name="Olly Other")
    await desk.set_up(reminder_leads=[HOUR])

    await desk.run(90 * MINUTE + MINUTE)

    assert (await desk.record(with_it)).grant.template_id == "t1"
    told = {post.grant_id: post.data["lead"] for post in desk.poster.of(PostKind.REMINDER)}
    assert told == {without: 3600, with_it: 1800}


async def test_one_that_was_removed_meanwhile_is_refused(desk: Desk) -> None:
    with pytest.raises(BadFields) as refused:
        await desk.give(template_id="t1")

    assert [bad.problem for bad in refused.value.fields] == ["template_gone"]


async def test_one_without_reminders_of_its_own_has_the_buildings(desk: Desk) -> None:
    await desk.set_up(templates=[template(reminder_leads=None)], reminder_leads=[HOUR])
    grant_id = await desk.give(template_id="t1")

    await desk.run(HOUR + MINUTE)

    assert [post.grant_id for post in desk.poster.of(PostKind.REMINDER)] == [grant_id]
