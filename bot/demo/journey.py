"""`python -m bot demo`: exit code 0 means that every screen showed what the story says, so it is a test as well."""

import asyncio
import io
import os
import sys
import tempfile
from pathlib import Path

from bot.bootstrap.demo import NotADemo, refuse_real_secrets
from bot.demo.slack import Refused
from bot.demo.stage import ADA, RITA, SAM, Stage, stage
from bot.demo.story import CHAPTERS
from bot.demo.teller import StoryBroken, Teller
from bot.logs import configure_logging

OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
_HELLO = """\
Keydesk, the main job, told step by step

THIS IS A DEMO. Slack and Seam are simulators on this machine, the people are
invented, and nothing leaves the machine. The bot between them is the real one.
Time is the story's own: hours pass in a moment. A box drawn by | is what one
person sees; [words] in it are buttons.
"""


def main() -> int:
    """Tell the story on stdout; 0 where it came true, 1 where a step did not show what the story says."""
    try:
        refuse_real_secrets()
    except NotADemo as error:
        return _complain(str(error), MISUSED)
    log = io.StringIO()
    configure_logging("WARNING", "console", log)
    try:
        asyncio.run(_play())
    except (StoryBroken, LookupError, Refused) as error:
        sys.stderr.write(log.getvalue())
        return _complain(f"The demo broke. {error}", FAILED)
    except KeyboardInterrupt:
        return _complain("Stopped.", INTERRUPTED)
    return OK


def _complain(text: str, code: int) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"\n{text}\n")
    return code


async def _play() -> None:
    with tempfile.TemporaryDirectory(prefix="keydesk-demo-") as folder:
        async with stage(Path(folder)) as here:
            tell = Teller(sys.stdout, here, colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
            sys.stdout.write(_HELLO)
            await _set_up(here, tell)
            for title, chapter in CHAPTERS:
                tell.chapter(title)
                await chapter(here, tell)
            _sum_up(here, tell)


async def _set_up(here: Stage, tell: Teller) -> None:
    """As an admin does it once, on the screen that admins have."""
    tell.say(
        "Harbor House has six doors with Latch locks. Ada, the admin, has set it up once: she typed /guest setup, "
        "named Rita and Sam as those who may give access, said that the doors have a wired hub, and allowed mobile "
        "keys by Instant Key."
    )
    ada = here.person(ADA)
    await here.say_guest(ADA, "setup")
    await ada.submit(here.view(ADA))
    await here.choose(ADA, "issuer_people", [RITA, SAM])
    await here.choose(ADA, "hub", "Yes")
    await here.choose(ADA, "mobile_keys", "Instant Key")
    await ada.submit(here.view(ADA))


def _sum_up(here: Stage, tell: Teller) -> None:
    made = here.seam.credentials_created()
    codes = [credential.code for credential in made if credential.code]
    leaks = [s for s in here.slack.everything_sent() if s.kind != "view" and any(code in s.text for code in codes)]
    left = [credential for credential in made if credential.gone_at is None]
    tell.chapter("In short")
    tell.note("credentials made at Seam", len(made))
    tell.note("credentials at Seam now", len(left))
    tell.note("messages and notifications with a PIN in them", len(leaks))
    tell.note("things that the real Slack would not have taken", len(here.slack.violations))
    tell.sum_up()
    tell.expect(not left, "no credential is left at Seam")
    tell.expect(not leaks, "no message has a PIN in it")
    tell.expect(not here.slack.violations, "Slack would have taken everything")
