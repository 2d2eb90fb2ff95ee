"""The running demo as all pages share it: a person may act in several tabs at once, and each hears of each change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta

from bot.demo.page.acts import Act, Done, Submit
from bot.demo.page.changes import Changes
from bot.demo.page.hand import Hand
from bot.demo.page.marks import Marks
from bot.demo.page.panel import Panel
from bot.demo.page.screen import Screen
from bot.demo.page.skipping import Skipping
from bot.demo.page.switches import Switch, switch
from bot.demo.running import Running
from bot.demo.slack import Ack, NotConnected, Refused
from bot.demo.slack.records import SlackError, refuse
from bot.demo.slack.rules import Json

_TICK = 0.25
"""Seconds between two looks at Seam, whose PINs come and go by themselves."""
_REACTION = timedelta(seconds=3)
"""How long a press holds time back: its trigger id is good for no longer."""


class Live:
    """Lets people act and draws their screens."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.changes = Changes()
        self.marks = Marks()
        self.panel = Panel(running, Skipping(running, self.changes))
        self.is_beginning = False
        """What happened before is still being played; its forms are not for whoever looks, who may not act yet."""
        self._submitting: set[str] = set()
        self._heard: dict[str, int] = {}
        self._reactions: set[asyncio.Task[None]] = set()

    def screen(self, user: str, where: str) -> Json:
        """Raises Refused where nobody has this id."""
        drawn = Screen(self.running.slack, self.marks, self._known(user)).draw(where)
        if self.is_beginning:
            drawn["modal"] = None
        if drawn["modal"]:
            drawn["modal"]["busy"] = drawn["modal"]["id"] in self._submitting
        now = self.running.clock.now().timestamp()
        more = {"now": now, "notices": self._notices(user), "busy": self.panel.skipping.busy}
        return {"version": self.changes.version} | more | drawn

    def file(self, user: str, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file that the person sees in some conversation; raises Refused as `screen` does."""
        return Screen(self.running.slack, self.marks, self._known(user)).file(file_id)

    def _known(self, user: str) -> str:
        if user not in self.running.slack.world.users:
            refuse("There is no such person.")
        return user

    def _notices(self, user: str) -> list[Json]:
        """What Slack itself has said since the person last did something."""
        notices = self.running.person(user).notices
        first = self._heard.get(user, 0)
        return [{"id": f"{user}-{number}", "text": notices[number]} for number in range(first, len(notices))]

    async def act(self, act: Act) -> Json:
        """Do it; what Slack or its client said against it, if anything. Returns before the bot has done all it will."""
        with ExitStack() as held:
            held.enter_context(self.running.hand())
            outcome = await self._outcome(act)
            self._let_go_later(held.pop_all())
        self.changes.note()
        return {"ok": not {"problem", "refused"} & set(outcome), **outcome, "version": self.changes.version}

    async def _outcome(self, act: Act) -> Json:
        try:
            if self.is_beginning:
                refuse("One moment: the demo is still setting the scene.")
            hand = Hand(self.running.slack, self.marks, self._known(act.user))
            self._heard[act.user] = len(hand.person.notices)
            done = await (self._submitted(act, hand) if isinstance(act, Submit) else act.by(hand))
        except Refused as refused:
            return {"refused": str(refused)}
        except NotConnected:
            return {"refused": "Keydesk is not running."}
        except SlackError as error:
            return {"refused": error.code}
        if isinstance(done, list):
            return {"options": done}
        return {"problem": done.problem} if isinstance(done, Ack) and done.problem else {}

    async def _submitted(self, act: Submit, hand: Hand) -> Done:
        if act.view_id in self._submitting:
            refuse("This form is being sent already.")
        self._submitting.add(act.view_id)
        self.changes.note()
        try:
            return await act.by(hand)
        finally:
            self._submitting.discard(act.view_id)

    def _let_go_later(self, held: ExitStack) -> None:
        task = asyncio.create_task(self._reaction(held))
        self._reactions.add(task)
        task.add_done_callback(self._reactions.discard)

    async def _reaction(self, held: ExitStack) -> None:
        """What the press set going is over, or too late to need the time in which it was made."""
        with held:
            await asyncio.wait({asyncio.ensure_future(self.running.bot.idle())}, timeout=_REACTION.total_seconds())

    async def switch(self, wanted: Switch) -> Json:
        """Do something to the world, and say in a line what; a skip takes as long as what lies on its way."""
        try:
            outcome: Json = {"ok": True, "said": await switch(self.panel, wanted)}
        except Refused as refused:
            outcome = {"ok": False, "refused": str(refused)}
        self.changes.note()
        return outcome | {"version": self.changes.version}

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """While the block runs, what happens at Slack and Seam is told to the pages."""
        forget = self.running.slack.on_change(self.changes.note)
        watch = asyncio.create_task(self._watch_seam())
        try:
            yield
        finally:
            forget()
            for task in (watch, *self._reactions):
                task.cancel()
            await asyncio.gather(watch, *self._reactions, return_exceptions=True)

    async def _watch_seam(self) -> None:
        seam, seen = self.running.seam, 0
        while True:
            await seam.settle_events()
            if seen != (seen := len(seam.world.events) + len(seam.journal)):
                self.changes.note()
            await asyncio.sleep(_TICK)
