"""Files, as Slack has them: a person puts one into a form, the app uploads one in three steps, both behind a token.

An app sees a file only when the form with it was sent. A download without the bot's token leads to a sign-in page,
with status 200 and HTML in it: whoever takes that for the file reads HTML.
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.demo.slack.records import BOT_USER, TEAM, Message, SlackError, State
from bot.demo.slack.rules import Json, JsonValue

if TYPE_CHECKING:
    from bot.demo.slack.workspace import Workspace

LARGEST = 1_000_000_000
_TYPES = {"csv": "text/csv", "txt": "text/plain", "tsv": "text/tab-separated-values"}
SIGN_IN = "<!DOCTYPE html><title>Sign in</title>Sign in to see this file."


@dataclass(eq=False)
class File:
    id: str
    name: str
    owner: str
    size: int
    made_at: int
    base_url: str
    content: bytes | None = None
    """None until it is uploaded."""
    app_sees_it: bool = False
    channels: list[str] = field(default_factory=list)

    def body(self) -> Json:
        """As Slack shows it in payloads and answers."""
        kind = self.name.rpartition(".")[2].lower()
        private = f"{self.base_url}/files-pri/{TEAM}-{self.id}"
        return {
            "id": self.id,
            "created": self.made_at,
            "timestamp": self.made_at,
            "name": self.name,
            "title": self.name,
            "mimetype": _TYPES.get(kind, "application/octet-stream"),
            "filetype": kind,
            "user": self.owner,
            "user_team": TEAM,
            "size": self.size,
            "mode": "snippet" if kind in _TYPES else "hosted",
            "is_external": False,
            "is_public": False,
            "channels": list(self.channels),
            "url_private": f"{private}/{quote(self.name)}",
            "url_private_download": f"{private}/download/{quote(self.name)}",
        }


class Files:
    """All files of the workspace."""

    def __init__(self, world: "Workspace") -> None:
        self._world = world
        self.base_url = ""
        self._files: dict[str, File] = {}
        self._tickets: dict[str, str] = {}

    def put(self, owner: str, name: str, content: bytes) -> File:
        """A person's upload."""
        file = self._new(owner, name, len(content))
        file.content = content
        return file

    def find(self, file_id: str) -> File:
        """Raises file_not_found."""
        if file_id not in self._files:
            raise SlackError("file_not_found")
        return self._files[file_id]

    def hand_over(self, state: State) -> None:
        """A form was sent: from now on the app sees the files in it."""
        for elements in state.values():
            for entry in elements.values():
                for shown in entry.get("files") or ():
                    self._files[shown["id"]].app_sees_it = True

    def info(self, args: Json) -> Json:
        return {"file": self._seen(str(args["file"])).body(), "comments": []}

    def upload_url(self, args: Json) -> Json:
        length = str(args["length"])
        if not length.isdigit() or not 0 < int(length) <= LARGEST:
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] length"]})
        file = self._new(BOT_USER, str(args["filename"]), int(length))
        ticket = secrets.token_urlsafe(12)
        self._tickets[ticket] = file.id
        return {"upload_url": f"{self.base_url}/upload/v1/{ticket}", "file_id": file.id}

    def complete(self, args: Json) -> Json:
        """Share what was uploaded; without a channel it stays the app's own."""
        files = [self._uploaded(one) for one in _listed(args["files"])]
        if channel_id := args.get("channel_id"):
            channel = self._world.visible(str(channel_id))
            if BOT_USER not in channel.members:
                raise SlackError("not_in_channel")
            thread, text = args.get("thread_ts"), str(args.get("initial_comment") or "")
            if thread:
                self._world.message(channel.id, thread)
            message = Message(channel.id, self._world.ts(), BOT_USER, text, [], thread)
            for file in files:
                file.channels.append(channel.id)
                message.files.append(file.body())
                self._world.record("file", channel.id, (file.content or b"").decode(errors="replace"))
            self._world.put(message)
        return {"files": [file.body() for file in files]}

    async def download(self, request: Request, bot_token: str) -> Response:
        """The content, for the bot's token and nobody else."""
        file = self._files.get(request.path_params["file"].partition("-")[2])
        is_bot = request.headers.get("authorization") == f"Bearer {bot_token}"
        if file is None or not is_bot or not file.app_sees_it or "files:read" not in self._world.scopes:
            return HTMLResponse(SIGN_IN)
        return Response(file.content or b"", media_type=str(file.body()["mimetype"]))

    async def upload(self, request: Request) -> Response:
        """The second of the three steps: the bytes, as many as were announced, once."""
        content = await request.body()
        file = self._files.get(self._tickets.pop(request.path_params["ticket"], ""))
        if file is None or len(content) != file.size:
            return PlainTextResponse("invalid upload", 400)
        file.content, file.app_sees_it = content, True
        return PlainTextResponse(f"OK - {len(content)}")

    def _new(self, owner: str, name: str, size: int) -> File:
        made_at = int(self._world.now().timestamp())
        file = File(f"F{secrets.token_hex(5).upper()}", name, owner, size, made_at, self.base_url)
        self._files[file.id] = file
        return file

    def _seen(self, file_id: str) -> File:
        file = self.find(file_id)
        if not file.app_sees_it:
            raise SlackError("file_not_found")
        return file

    def _uploaded(self, listed: Json) -> File:
        file = self.find(str(listed.get("id")))
        if file.owner != BOT_USER or file.content is None:
            raise SlackError("file_not_found")
        return file


def _listed(value: JsonValue) -> list[Json]:
    try:
        files = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise SlackError("invalid_arguments") from None
    if not isinstance(files, list) or not files or not all(isinstance(one, dict) for one in files):
        raise SlackError("invalid_arguments")
    return files
