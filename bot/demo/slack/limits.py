"""How often Slack lets itself be called: a call too many is answered 429 with Retry-After and has no effect.

Slack promises at least these figures and tolerates bursts of unstated size above them; only the promise counts here.
chat.postMessage has a limit for the whole workspace too ("several hundred per minute"), which no source names.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
_TIERS = {
    20: ("conversations.list", "users.list", "usergroups.list", "usergroups.users.list"),
    50: (
        "apps.connections.open", "chat.delete", "chat.update", "conversations.info", "conversations.join",
        "conversations.open", "users.lookupByEmail",
    ),
    100: (
        "chat.postEphemeral", "conversations.members", "files.completeUploadExternal", "files.getUploadURLExternal",
        "files.info", "users.info", "views.open", "views.publish", "views.push",
        "views.update",
    ),
    300: ("chat.getPermalink",),
    600: ("auth.test",),
}  # fmt: skip
PER_MINUTE = {method: calls for calls, methods in _TIERS.items() for method in methods}
"""Tiers 2, 3 and 4, and what the documentation calls special. apps.connections.open: sources name tier 1 and tier 3."""


@dataclass
class Pace:
    """Posts allowed per channel: one each `every`, with `burst` in a row before the first refusal."""

    every: timedelta = timedelta(seconds=1)
    burst: int = 1
    _full_at: dict[str, datetime] = field(default_factory=dict)
    """When the channel may take a whole burst again."""

    def wait(self, channel: str, now: datetime) -> timedelta:
        """How long until the channel takes a post; nothing: it takes this one, which counts."""
        free_at = max(self._full_at.get(channel, now), now)
        over = free_at - now - self.every * (self.burst - 1)
        if over > timedelta():
            return over
        self._full_at[channel] = free_at + self.every
        return timedelta()


@dataclass
class Tiers:
    """Calls of each method in the last minute, the refused ones left out."""

    per_minute: dict[str, int] = field(default_factory=lambda: dict(PER_MINUTE))
    _recent: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, method: str, now: datetime) -> timedelta:
        """How long until the method may be called; nothing: this call is let through and counts."""
        most, recent = self.per_minute.get(method), self._recent[method]
        if most is None:
            return timedelta()
        while recent and now - recent[0] >= MINUTE:
            recent.popleft()
        if len(recent) >= most:
            return recent[0] + MINUTE - now
        recent.append(now)
        return timedelta()


def retry_after(wait: timedelta) -> int:
    """Whole seconds, as the header has them."""
    return max(1, math.ceil(wait.total_seconds()))
