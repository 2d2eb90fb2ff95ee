"""Every answer of Slack's and of Seam's is held against the machine's clock."""

from datetime import timedelta
from email.utils import format_datetime

import structlog
from aiohttp import web

from bot.bootstrap.parts import seam_client, slack_client
from bot.config import Settings
from bot.engine.clock import SystemClock
from bot.services.systems.clock_watch import ClockWatch


async def test_a_date_that_is_far_off_is_logged_once_for_each_of_them() -> None:
    watch, late = ClockWatch(SystemClock()), SystemClock().now() - timedelta(hours=1)

    async def answer(request: web.Request) -> web.Response:
        body = {"ok": True, "acs_systems": [], "url": str(request.url)}
        return web.json_response(body, headers={"Date": format_datetime(late, usegmt=True)})

    site = web.Application()
    site.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(site)
    await runner.setup()
    try:
        at = web.TCPSite(runner, "127.0.0.1", 0)
        await at.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        given = Settings.model_validate(
            {
                "SLACK_BOT_TOKEN": "xoxb-test",
                "SLACK_SIGNING_SECRET": ("s" * 32,),
                "SLACK_API_URL": f"{url}/api/",
                "SEAM_API_KEY": "seam_test_key",
                "SEAM_API_URL": url,
            }
        )
        with structlog.testing.capture_logs() as logs:
            async with slack_client(given, watch) as slack, seam_client(given, watch=watch) as seam:
                for _ in range(2):
                    await slack.auth_test()
                    await seam.acs_systems_list()
    finally:
        await runner.cleanup()

    told = [(line["by"], round(line["seconds"] / 60)) for line in logs if line["event"] == "clock_is_wrong"]
    assert sorted(told) == [("Seam", 60), ("Slack", 60)]
