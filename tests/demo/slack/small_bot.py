"""A bot of three commands, written as any Bolt app is; it knows nothing of the simulator."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from .conftest import actions, button, field, modal, options, plain, section, text_input

FORM = [
    field("name", text_input("name", max_length=20)),
    field("mail", {"type": "email_text_input", "action_id": "mail"}, optional=True),
    field("doors", {"type": "checkboxes", "action_id": "doors", "options": options("lobby", "gym")}),
    field("guest", {"type": "external_select", "action_id": "guest", "min_query_length": 2}, optional=True),
]
SURE = {
    "title": plain("End access?"),
    "text": plain("Kim loses the lobby."),
    "confirm": plain("End"),
    "deny": plain("Keep"),
}


def bolt_app(web: AsyncWebClient, seen: list[Any]) -> AsyncApp:
    """/guest opens the form; the form becomes a result and posts a card; the card's End button edits it."""
    app = AsyncApp(
        client=web, signing_secret="demo-secret", process_before_response=True, request_verification_enabled=False
    )
    _access(app, seen)
    _others(app, seen)
    return app


def _access(app: AsyncApp, seen: list[Any]) -> None:
    @app.command("/guest")
    async def guest(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*FORM, notify_on_close=True))
        await ack()

    @app.view("form")
    async def submitted(ack: Any, view: Any, client: AsyncWebClient) -> None:
        seen.append(view["state"]["values"])
        if view["state"]["values"]["name"]["name"]["value"] == "Nobody":
            await ack(response_action="errors", errors={"name": "Who is that?"})
            return
        card = [section("Kim has access"), actions(button("end", style="danger", value="g1", confirm=SURE))]
        await client.chat_postMessage(channel="C1DESK", text="Kim has access", blocks=card)
        await ack(response_action="update", view=modal(section("*PIN* 4711"), callback_id="result"))

    @app.action("end")
    async def end(ack: Any, body: Any, client: AsyncWebClient, respond: Any) -> None:
        await client.chat_update(channel="C1DESK", ts=body["message"]["ts"], text="ended", blocks=[section("ended")])
        await respond("You ended it.")
        await ack()


def _others(app: AsyncApp, seen: list[Any]) -> None:
    @app.view_closed("form")
    async def closed(ack: Any, body: Any) -> None:
        seen.append(("closed", body["is_cleared"]))
        await ack()

    @app.options("guest")
    async def found(ack: Any, payload: Any) -> None:
        await ack(options=options("kim", "kit") if payload["value"] == "ki" else [])

    @app.command("/say")
    async def say(ack: Any, command: Any) -> None:
        await ack(command["text"])

    @app.command("/broken")
    async def broken() -> None:
        raise ValueError

    @app.shortcut("give")
    async def shortcut(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*FORM))
        await ack()

    @app.event("app_home_opened")
    async def home(event: Any, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Board")]})
