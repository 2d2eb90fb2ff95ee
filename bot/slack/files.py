"""The bot's token goes to Slack's hosts alone: where a file lies is asked of Slack, never taken from a form.

Sources: files.info (files:read); files.getUploadURLExternal and files.completeUploadExternal (files:write).
"""

import asyncio
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BadField
from bot.slack.errors import UNREACHABLE
from bot.slack.hosts import leads_to_slack

FILE_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
CHUNK = 64 * 1024
_GONE = BadField("list", "list_file_gone")


class SlackFiles:
    """Files that people put into forms, and files for them."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def read(self, file_id: str, largest: int, most_rows: int) -> bytes:
        """The content of a file; reading ends where it grows too large, whatever Slack says of its size.

        Raises:
            BadField: `list_file_gone`, `list_too_large`.
        """
        try:
            shown = (await self._client.files_info(file=file_id)).get("file") or {}
            url = str(shown.get("url_private_download") or "")
            if int(shown.get("size") or 0) > largest:
                raise BadField("list", "list_too_large", most=most_rows)
            if not self._is_slacks(url):
                raise _GONE
            async with asyncio.timeout(self._client.timeout):
                return await self._downloaded(url, largest, most_rows)
        except (SlackApiError, *UNREACHABLE):
            raise _GONE from None

    async def send(self, user_id: str, name: str, content: str, comment: str) -> None:
        """A file for one person, in their DM; raises SlackApiError or what `UNREACHABLE` names where Slack does not."""
        raw = content.encode()
        begun = await self._client.files_getUploadURLExternal(filename=name, length=len(raw))
        await self._upload(str(begun["upload_url"]), raw)
        told = await self._client.chat_postMessage(channel=user_id, text=comment)
        listed: list[dict[str, str | None]] = [{"id": str(begun["file_id"]), "title": name}]
        await self._client.files_completeUploadExternal(files=listed, channel_id=str(told["channel"]))

    async def _downloaded(self, url: str, largest: int, most_rows: int) -> bytes:
        headers = {"authorization": f"Bearer {self._client.token}"}
        async with self._session().get(url, headers=headers, allow_redirects=False) as answer:
            # To whom it does not know, Slack answers 200 and a page to sign in.
            if answer.status != HTTPStatus.OK or answer.content_type == "text/html":
                raise _GONE
            content = bytearray()
            async for chunk in answer.content.iter_chunked(CHUNK):
                content += chunk
                if len(content) > largest:
                    raise BadField("list", "list_too_large", most=most_rows)
            return bytes(content)

    async def _upload(self, url: str, raw: bytes) -> None:
        if not self._is_slacks(url):
            raise aiohttp.InvalidURL(url)
        async with asyncio.timeout(self._client.timeout), self._session().post(url, data=raw) as answer:
            answer.raise_for_status()

    def _session(self) -> aiohttp.ClientSession:
        if self._client.session is None:
            msg = "the client has no session"
            raise RuntimeError(msg)
        return self._client.session

    def _is_slacks(self, url: str) -> bool:
        return leads_to_slack(url, FILE_HOSTS, self._client.base_url)
