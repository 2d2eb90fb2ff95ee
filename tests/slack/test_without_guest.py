"""Messages about a guest who was forgotten: changed where they stand, never posted anew, told where out of reach."""

import pytest

from bot.demo.slack import http_error, render_text, slack_error
from bot.domain.grant import REMOVED
from bot.services.kept import PostKind
from bot.services.messages.outbox import PostLater, PostRefused
from tests.slack.office import CHANNEL, Office, grant_id
from tests.slack.posts import change, digest, post


async def forgotten(office: Office) -> tuple[str, dict[str, str]]:
    """A grant whose guest was forgotten, and where its card stands."""
    card = await office.give()
    await office.person("sam").click(card, "end")
    await office.turn(8)
    await change(office, grant_id(card), guest=REMOVED, forgotten_at=office.clock.now())
    return grant_id(card), {"sent_channel": card.channel, "ts": card.ts}


async def test_the_card_loses_the_name_where_it_stands(office: Office) -> None:
    grant, standing = await forgotten(office)

    await office.notifier.deliver(post(PostKind.CARD, grant, **standing))

    [card] = office.cards()
    assert "guest (removed)" in render_text(card)
    assert "Gail" not in render_text(card) + card.text


@pytest.mark.parametrize("kind", [PostKind.CARD, PostKind.NOTE, PostKind.REMINDER])
@pytest.mark.parametrize("code", ["edit_window_closed", "cant_update_message", "channel_not_found", "is_archived"])
async def test_what_still_stands_and_cannot_be_changed_is_given_up_and_told(
    office: Office, kind: PostKind, code: str
) -> None:
    grant, standing = await forgotten(office)
    told = {"data": {"what": "issued", "ends_at": "2030-03-04T15:00:00Z", "lead": 3600}}
    sent = len(office.sim.calls("chat.postMessage"))
    office.sim.fault("chat.update", slack_error(code), times=3)

    with pytest.raises(PostRefused, match=code):
        await office.notifier.deliver(post(kind, grant, **standing, **told))

    assert len(office.sim.calls("chat.postMessage")) == sent


async def test_what_is_deleted_already_is_done(office: Office) -> None:
    grant, standing = await forgotten(office)
    office.cards()[0].deleted = True

    sent = await office.notifier.deliver(post(PostKind.CARD, grant, **standing))

    assert sent.ts == standing["ts"]
    assert len(office.cards()) == 0


async def test_what_was_never_posted_never_will_be(office: Office) -> None:
    grant, _ = await forgotten(office)

    with pytest.raises(PostRefused, match="forgotten"):
        await office.notifier.deliver(post(PostKind.CARD, grant))


async def test_when_slack_is_busy_it_is_tried_again(office: Office) -> None:
    grant, standing = await forgotten(office)
    office.sim.fault("chat.update", http_error(503))

    with pytest.raises(PostLater):
        await office.notifier.deliver(post(PostKind.CARD, grant, **standing))


async def test_a_joint_message_loses_the_name_too(office: Office) -> None:
    grant, standing = await forgotten(office)
    other = grant_id(await office.give("Olaf Other"))
    message = office.cards()[0]
    told = await digest(office, grant, other, **standing)

    await office.notifier.deliver(told)

    assert "guest (removed)" in render_text(message)
    office.sim.fault("chat.update", slack_error("edit_window_closed"))
    with pytest.raises(PostRefused):
        await office.notifier.deliver(told)
    assert message.channel == CHANNEL
