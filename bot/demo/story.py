"""The main job as a story. A chapter leaves no access open for the next one, unless it says so."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.demo.slack import Message
from bot.demo.stage import FRONT_DESK, OLLY, RITA, SAM, Stage
from bot.demo.teller import Teller

Chapter = Callable[[Stage, Teller], Awaitable[None]]
_SECONDS, _MINUTES = timedelta(seconds=1), timedelta(minutes=1)


async def _give(stage: Stage, name: str, doors: list[str], *, email: str = "", length: str = "2h") -> None:
    """Rita fills in the form and submits it; with an e-mail it is a mobile key. The length begins as last time."""
    await stage.say_guest(RITA)
    rita = stage.person(RITA)
    await rita.type_text(stage.view(RITA), "name", name)
    if email:
        await stage.choose(RITA, "method", "Mobile key")
        await rita.type_text(stage.view(RITA), "email", email)
    await stage.choose(RITA, "length", length)
    await stage.choose(RITA, "doors", doors)
    await rita.submit(stage.view(RITA))
    await stage.bot.idle()


async def one_door(stage: Stage, tell: Teller) -> None:
    rita = stage.person(RITA)
    tell.say("Gail, a guest, stands at the front desk. Rita types /guest.")
    await stage.say_guest(RITA)
    tell.screen(RITA, stage.view(RITA), "Give a guest access", "2 hours", "Today 14:00 to 16:00, New York, 2 h")
    tell.say("Rita types the guest's name, ticks Lobby and presses Give access.")
    await rita.type_text(stage.view(RITA), "name", "Gail Guest")
    await stage.choose(RITA, "doors", ["Lobby"])
    await rita.submit(stage.view(RITA))
    tell.screen(RITA, stage.view(RITA), "0 of 1 door ready")
    tell.say("Seam takes the order and Latch makes the PIN. Rita's screen changes by itself.")
    await stage.wait(5 * _SECONDS)
    tell.screen(RITA, stage.view(RITA), "Lobby", _spoken(_pins(stage)[0]), "Message for the guest")
    tell.note("actions of a person from /guest to the PIN", rita.actions)
    tell.say("Everybody in the channel sees who has access until when, and no PIN.")
    tell.channel(stage.cards()[-1], "Gail Guest", "Issued.", "given by @Rita", "[End access]")
    await rita.submit(stage.view(RITA))
    await stage.wait(30 * _MINUTES)


async def one_door_ends(stage: Stage, tell: Teller) -> None:
    tell.say("Gail leaves early. Rita presses End access on the card, and is asked once more.")
    await stage.click(RITA, stage.cards()[-1], "end")
    tell.dialog(RITA, "Gail Guest")
    tell.say("The card says so once Seam no longer has the PIN.")
    await stage.wait(10 * _SECONDS)
    tell.channel(stage.cards()[-1], "Ended by @Rita, confirmed by Seam.", "[Give again]")
    tell.expect(not _pins(stage), "no PIN is left at Seam")


async def three_doors(stage: Stage, tell: Teller) -> None:
    stage.seam.fail_issue(stage.door("Gym"))
    tell.say("Carl, a contractor, needs three doors. Latch cannot make the PIN of one of them, the gym's.")
    await _give(stage, "Carl Contractor", ["Lobby", "Garage", "Gym"])
    await stage.wait(8 * _SECONDS)
    tell.screen(RITA, stage.view(RITA), "Partly issued: 2 of 3 doors.", "Gym", "[Retry failed doors]")
    del stage.seam.knobs.failing[stage.door("Gym")]
    tell.say("Two doors work. Latch recovers, and Rita presses Retry failed doors.")
    await stage.click(RITA, stage.view(RITA), "retry_doors")
    await stage.wait(8 * _SECONDS)
    tell.screen(RITA, stage.view(RITA), "Issued.", *map(_spoken, _pins(stage)))
    tell.expect(len(_pins(stage)) == len(set(_pins(stage))) == 3, "three doors have three PINs")  # noqa: PLR2004
    tell.channel(stage.cards()[-1], "Carl Contractor", "Issued.")
    await stage.person(RITA).submit(stage.view(RITA))
    await _end(stage, stage.cards()[-1])


async def late_pin(stage: Stage, tell: Teller) -> None:
    stage.seam.set_pin_delay(40 * _SECONDS)
    tell.say("Latch is slow today. Rita gives Dora, a dog walker, access to the lobby and waits ten seconds.")
    await _give(stage, "Dora Dogwalker", ["Lobby"])
    await stage.wait(12 * _SECONDS)
    tell.screen(RITA, stage.view(RITA), "has not made the PIN yet", "You can close this, I will message you.")
    tell.say("The phone rings and Rita closes the window. Soon after, the PIN is there.")
    await stage.person(RITA).close(stage.view(RITA))
    await stage.wait(40 * _SECONDS)
    stage.seam.set_pin_delay(timedelta())
    told = stage.slack.dm(RITA)[-1]
    tell.message(RITA, told, "Dora Dogwalker", "[Show PIN]")
    tell.say("The message has no PIN in it, because phones show messages on locked screens. Rita presses Show PIN.")
    await stage.click(RITA, told, "show_pin")
    tell.screen(RITA, stage.view(RITA), "Lobby", _spoken(_pins(stage)[0]))
    await stage.person(RITA).submit(stage.view(RITA))


async def shift_change(stage: Stage, tell: Teller) -> None:
    tell.say("Rita's shift is over. Dora has lost her note; Sam, who may give access here too, presses Show PIN.")
    await stage.click(SAM, stage.cards()[-1], "show_pin")
    tell.screen(SAM, stage.view(SAM), "Dora Dogwalker", _spoken(_pins(stage)[0]))
    await stage.person(SAM).submit(stage.view(SAM))
    await stage.wait(25 * _MINUTES)
    tell.say("When the dog is back, Sam presses End access.")
    await stage.click(SAM, stage.cards()[-1], "end")
    tell.dialog(SAM, "Dora Dogwalker")
    await stage.wait(10 * _SECONDS)
    tell.channel(stage.cards()[-1], "given by @Rita", "Ended by @Sam, confirmed by Seam.")


async def mobile_key(stage: Stage, tell: Teller) -> None:
    tell.say("Back at work, Rita gives Erin, who stays for the weekend, a mobile key for three doors: one key for all.")
    await _give(stage, "Erin Example", ["Lobby", "Garage", "Unit 12B"], email="erin@example.com", length="weekend")
    tell.screen(RITA, stage.view(RITA), "Making the mobile key for 3 doors")
    await stage.wait(8 * _SECONDS)
    tell.screen(RITA, stage.view(RITA), "link made", "to Mon 23 Nov 06:00", "https://instant-key.example/", "Unit 12B")
    tell.expect(len(stage.seam.live_credentials()) == 1, "one key opens all three doors")
    await stage.person(RITA).submit(stage.view(RITA))


async def outsider(stage: Stage, tell: Teller) -> None:
    tell.say("Olly is in the channel too, but nobody has allowed him anything. He presses Show key on Erin's card.")
    await stage.click(OLLY, stage.cards()[-1], "show_pin")
    tell.message(OLLY, stage.slack.ephemerals(OLLY)[-1], "Only the person who gave this access")
    tell.expect(stage.person(OLLY).view is None, "Olly sees no key")
    tell.say("He types /guest.")
    await stage.say_guest(OLLY)
    tell.message(OLLY, stage.slack.ephemerals(OLLY)[-1], "You may not give access here.")
    tell.expect(stage.person(OLLY).view is None, "no form opens for Olly")


async def seam_unplugged(stage: Stage, tell: Teller) -> None:
    stage.seam.faults.outage = True
    tell.say("Erin loses her phone, and at this very moment Seam is down. Sam presses End access all the same.")
    await stage.click(SAM, stage.cards()[-1], "end")
    await stage.wait(10 * _SECONDS)
    tell.channel(stage.cards()[-1], "Ending by @Sam", "Seam has not confirmed it yet.")
    stage.seam.faults.outage = False
    tell.say("Keydesk does not call it ended, and keeps asking. Seam comes back, and so does the truth.")
    await stage.wait(2 * _MINUTES)
    tell.channel(stage.cards()[-1], "Ended by @Sam, confirmed by Seam.")
    tell.expect(not stage.seam.live_credentials(), "no key is left at Seam")


async def reminders(stage: Stage, tell: Teller) -> None:
    tell.say("Finn, a florist, gets the lobby for two hours. One hour before the end Keydesk reminds.")
    await _give(stage, "Finn Florist", ["Lobby"])
    await stage.wait(5 * _SECONDS)
    card = stage.cards()[-1]
    await stage.person(RITA).submit(stage.view(RITA))
    await stage.wait(60 * _MINUTES)
    tell.thread(_last_reply(stage, card), "Finn Florist", "ends in 1 h", "[Extend] [End access]")
    tell.message(RITA, stage.slack.dm(RITA)[-1], "Finn Florist", "[Extend]")
    tell.say("The flowers are late. Sam presses Extend.")
    first = _last_reply(stage, card)
    await stage.click(SAM, first, "extend")
    tell.screen(SAM, stage.view(SAM), "+1 hour", "3 h in all")
    await stage.person(SAM).submit(stage.view(SAM))
    await stage.wait(10 * _SECONDS)
    tell.say("Sam presses Extend in the form. Once Seam has the new end the card has it, and the reminder is void.")
    tell.channel(card, "Finn Florist", "Issued.", "14:59 to 17:59", "3 h")
    tell.thread(first, "The end was changed after this reminder")
    tell.say("The next reminder goes by the new end.")
    await stage.wait(60 * _MINUTES)
    tell.thread(_last_reply(stage, card), "ends in 1 h")
    tell.say("This time nobody does anything, and access ends by date.")
    await stage.wait(61 * _MINUTES)
    tell.channel(card, "Ended by date, confirmed by Seam.")


CHAPTERS: tuple[tuple[str, Chapter], ...] = (
    ("One guest, one door", one_door),
    ("The guest leaves early", one_door_ends),
    ("Three doors, and one of them fails", three_doors),
    ("A PIN that comes late", late_pin),
    ("Shift change", shift_change),
    ("A mobile key for three doors", mobile_key),
    ("Somebody who may not", outsider),
    ("Seam is down when access must end", seam_unplugged),
    ("Reminder, Extend, reminder, end", reminders),
)


async def _end(stage: Stage, card: Message) -> None:
    await stage.click(RITA, card, "end")
    await stage.wait(10 * _SECONDS)


def _last_reply(stage: Stage, card: Message) -> Message:
    return stage.slack.thread(FRONT_DESK, card.ts)[-1]


def _pins(stage: Stage) -> list[str]:
    return [credential.code for credential in stage.seam.live_credentials() if credential.code]


def _spoken(pin: str) -> str:
    """In the groups in which screens show it."""
    return f"{pin[:3]} {pin[3:]}"
