"""What services put on screens and post, kept for tests to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.grant import GrantRecord, Pin
from bot.services.kept import LiveView, Post, PostKind
from bot.services.messages.outbox import Sent


@dataclass
class Shown:
    view: LiveView
    record: GrantRecord
    pins: Mapping[str, str]


@dataclass
class FakeScreen:
    """What was put into modals; `works` False is a view that Slack no longer has."""

    shown: list[Shown] = field(default_factory=list)
    works: bool = True

    async def show(self, view: LiveView, record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> bool:  # noqa: ARG002
        if self.works:
            self.shown.append(Shown(view, record, {k: p.get_secret_value() for k, p in pins.items()}))
        return self.works


@dataclass
class FakePoster:
    """What was posted, in order."""

    posts: list[Post] = field(default_factory=list)

    async def deliver(self, post: Post) -> Sent:
        self.posts.append(post)
        return Sent(channel=post.sent_channel or post.channel or "C0DESK", ts=post.ts or f"{len(self.posts)}.0")

    def kinds(self) -> list[PostKind]:
        return [post.kind for post in self.posts]

    def of(self, kind: PostKind) -> list[Post]:
        """Each message of the kind, as it was first sent."""
        return [post for post in self.posts if post.kind is kind and post.ts is None]

    def redrawn(self, kind: PostKind) -> set[str]:
        """The keys of the messages of the kind that were drawn anew where they stand."""
        return {post.key for post in self.posts if post.kind is kind and post.ts is not None}
