"""An e-mail is sent because somebody clicked or the template said so, once, and what became of it is known."""

from datetime import timedelta

import pytest

from bot.domain.building import Template
from bot.domain.errors import WrongState
from bot.domain.grant import Guest
from bot.domain.mail import MailState
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostRefused, Sent
from bot.services.trail.audit import Wanted
from tests.services.desk import RITA, SAM, TEAM, Desk

GAIL = Guest(name="Gail Guest", email="gail@example.com")
SOON = timedelta(seconds=5)


async def issued(desk: Desk, **update: object) -> str:
    await desk.set_up(mail_guests=True, templates=[Template(id="t1", name="Mover", mail=True)])
    grant_id = await desk.give(**{"guest": GAIL, **update})  # type: ignore[arg-type]
    await desk.run(SOON)
    return grant_id


async def state(desk: Desk, grant_id: str) -> tuple[MailState, str | None] | None:
    mailing = (await desk.record(grant_id)).grant.mailing
    return None if mailing is None else (mailing.state, mailing.problem)


async def test_nothing_is_sent_by_itself(desk: Desk) -> None:
    grant_id = await issued(desk)

    assert not desk.poster.of(PostKind.MAIL)
    assert await state(desk, grant_id) is None


async def test_a_double_click_sends_one_and_a_later_one_sends_another(desk: Desk) -> None:
    grant_id = await issued(desk)
    await desk.mailing.ask(RITA, grant_id)
    await desk.mailing.ask(SAM, grant_id)
    assert await state(desk, grant_id) == (MailState.QUEUED, None)
    await desk.run(SOON)
    await desk.mailing.ask(RITA, grant_id)
    await desk.run(SOON)
    assert len(desk.poster.of(PostKind.MAIL)) == 1
    assert await state(desk, grant_id) == (MailState.SENT, None)

    await desk.run(timedelta(minutes=1))
    await desk.mailing.ask(RITA, grant_id)
    await desk.run(SOON)

    assert len(desk.poster.of(PostKind.MAIL)) == 2


async def test_no_row_holds_the_address_or_a_pin(desk: Desk) -> None:
    grant_id = await issued(desk)
    await desk.mailing.ask(RITA, grant_id)
    await desk.run(SOON)

    [post] = desk.poster.of(PostKind.MAIL)
    async with desk.store.read() as work:
        told = await work.audit.find(TEAM, Wanted(), None, 99)
    assert {"mail_asked", "mailed"} <= {line.what for line in told}
    assert "gail@example.com" not in f"{post} {told}"


async def test_a_template_sends_it_as_soon_as_something_is_issued(desk: Desk) -> None:
    grant_id = await issued(desk, template_id="t1")

    assert len(desk.poster.of(PostKind.MAIL)) == 1
    assert await state(desk, grant_id) == (MailState.SENT, None)


async def test_a_template_without_an_address_says_so(desk: Desk) -> None:
    grant_id = await issued(desk, template_id="t1", guest=Guest(name="Gail Guest"))

    assert not desk.poster.of(PostKind.MAIL)
    assert await state(desk, grant_id) == (MailState.FAILED, "mail_no_address")


async def test_what_cannot_be_sent_is_refused_at_the_click(desk: Desk) -> None:
    grant_id = await issued(desk)
    await desk.set_up(mail_guests=False)
    with pytest.raises(WrongState, match="mail_off"):
        await desk.mailing.ask(RITA, grant_id)
    nobody = await issued(desk, guest=Guest(name="Olly Other"))
    with pytest.raises(WrongState, match="mail_no_address"):
        await desk.mailing.ask(RITA, nobody)
    await desk.access.end(RITA, grant_id)
    with pytest.raises(WrongState, match="mail_nothing"):
        await desk.mailing.ask(RITA, grant_id)


async def test_what_the_server_refuses_is_known_and_can_be_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant_id, deliver = await issued(desk), desk.poster.deliver

    async def refuse(post: Post) -> Sent:
        if post.kind is PostKind.MAIL:
            raise PostRefused("mail_refused")
        return await deliver(post)

    monkeypatch.setattr(desk.poster, "deliver", refuse)
    await desk.mailing.ask(RITA, grant_id)
    await desk.run(SOON)
    assert await state(desk, grant_id) == (MailState.FAILED, "mail_refused")
    monkeypatch.undo()

    await desk.mailing.ask(RITA, grant_id)
    await desk.run(SOON)

    assert await state(desk, grant_id) == (MailState.SENT, None)
