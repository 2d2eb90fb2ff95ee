"""Who acts comes from the signed payload and nowhere else: never from a button's value or a view's metadata."""

from collections.abc import Mapping
from typing import Any

from bot.domain.value import Value

Payload = Mapping[str, Any]
"""JSON or a form that Slack has signed."""


class Acting(Value):
    """One person doing one thing, and how to answer them."""

    user_id: str
    team_id: str
    """The person's own team: another one than ours for somebody from a Slack Connect channel."""
    trigger_id: str | None = None
    response_url: str | None = None
    channel: str | None = None
    """The conversation where it happened, if it happened in one."""
    in_modal: bool = False
    """Then another view goes on top of it; from App Home a click opens a first one."""

    @classmethod
    def of(cls, body: Payload) -> "Acting":
        """Read a command, an interaction or an options request."""
        user = body.get("user")
        where = body.get("channel") or {}
        if not isinstance(user, dict):
            user = {"id": body.get("user_id"), "team_id": body.get("team_id")}
            where = {"id": body.get("channel_id")}
        return cls(
            user_id=user.get("id") or "",
            team_id=user.get("team_id") or (body.get("team") or {}).get("id") or "",
            trigger_id=body.get("trigger_id"),
            response_url=body.get("response_url") or None,
            channel=where.get("id"),
            in_modal=(body.get("view") or {}).get("type") == "modal",
        )
