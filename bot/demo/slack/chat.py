"""chat.*: no ephemeral message can be edited by its `message_ts`; `chat.update` without blocks keeps the old ones."""

import json

from bot.demo.slack.blockkit import ALL_TEXT_OF_A_MESSAGE, check_message, text_length
from bot.demo.slack.limits import retry_after
from bot.demo.slack.records import BOT_USER, DOMAIN, Channel, Message, SlackError
from bot.demo.slack.rules import Json, JsonValue, is_yes
from bot.demo.slack.state import with_ids
from bot.demo.slack.workspace import Workspace

LONGEST_TEXT = 40_000
LONGEST_EDITED_TEXT = 4_000


def content(args: Json, longest: int = LONGEST_TEXT) -> tuple[str, list[Json] | None]:
    """Text and blocks of a message body.

    Raises no_text, msg_too_long, invalid_blocks_format, invalid_blocks or msg_blocks_too_long. Above 40,000 characters
    Slack cuts the text of a post off without a word, which is refused here.
    """
    text, blocks = args.get("text") or "", _blocks(args.get("blocks"))
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    if blocks is None:
        return text, None
    if faults := check_message(blocks):
        raise SlackError("invalid_blocks", errors=faults, response_metadata={"messages": faults})
    if text_length(blocks) > ALL_TEXT_OF_A_MESSAGE:
        raise SlackError("msg_blocks_too_long")
    return text, json.loads(json.dumps(blocks))


def _blocks(value: JsonValue) -> JsonValue:
    try:
        blocks = decoded(value)
    except SlackError:
        raise SlackError("invalid_blocks_format") from None
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    return blocks


def decoded(value: JsonValue) -> JsonValue:
    """A form carries blocks and views as JSON strings."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] malformed JSON"]}) from error


def _target(world: Workspace, where: str) -> Channel:
    """Where the bot may write. A user id stands for the direct message with that person."""
    if where.startswith(("U", "W", "D")) and not world.installed.messages_tab:
        raise SlackError("messages_tab_disabled")
    if where.startswith(("U", "W")):
        user = world.users.get(where)
        if user is None or user.kind == "deleted":
            raise SlackError("channel_not_found")
        if user.kind == "bot":
            raise SlackError("cannot_dm_bot")
        return world.conversation([where])
    channel = world.visible(where)
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in world.scopes:
        raise SlackError("not_in_channel")
    return channel


def _parent(world: Workspace, channel: Channel, thread_ts: str | None) -> str | None:
    if thread_ts is None:
        return None
    parents = [m for m in world.history(channel.id) if m.ts == thread_ts]
    if not parents:
        raise SlackError("thread_not_found")
    if parents[0].thread_ts:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def post_message(world: Workspace, args: Json) -> Json:
    world.record_message(args["channel"], args)
    text, blocks = content(args)
    channel = _target(world, args["channel"])
    parent = _parent(world, channel, args.get("thread_ts"))
    if world.pace and (wait := world.pace.wait(channel.id, world.now())):
        raise SlackError("ratelimited", retry_after=retry_after(wait))
    message = Message(channel.id, world.ts(), BOT_USER, text, blocks or [], parent)
    message.broadcast = parent is not None and is_yes(args.get("reply_broadcast"))
    message.metadata = _metadata(args)
    world.put(message)
    return {"channel": channel.id, "ts": message.ts, "message": message.body()}


def _metadata(args: Json) -> Json | None:
    metadata = decoded(args.get("metadata"))
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return metadata


def update(world: Workspace, args: Json) -> Json:
    world.record_message(args["channel"], args)
    channel = world.visible(args["channel"])
    if channel.archived:
        raise SlackError("is_inactive")
    message = world.message(channel.id, args["ts"])
    if message.user != BOT_USER:
        raise SlackError("cant_update_message")
    text, blocks = content(args, LONGEST_EDITED_TEXT)
    edit(message, text, blocks)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.body()}


def edit(message: Message, text: str, blocks: list[Json] | None) -> None:
    """`blocks` None keeps those that are there."""
    message.text, message.edited = text, True
    if blocks is not None:
        with_ids(blocks)
        message.blocks = blocks
        message.states.clear()


def delete(world: Workspace, args: Json) -> Json:
    channel = world.visible(args["channel"])
    message = world.message(channel.id, args["ts"])
    if message.user != BOT_USER:
        raise SlackError("cant_delete_message")
    message.deleted = True
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(world: Workspace, args: Json) -> Json:
    world.record_message(args["channel"], args, only_for=str(args["user"]))
    text, blocks = content(args)
    channel = world.visible(args["channel"])
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    if args["user"] not in channel.members:
        raise SlackError("user_not_in_channel")
    parent = _parent(world, channel, args.get("thread_ts"))
    message = Message(channel.id, world.ts(), BOT_USER, text, blocks or [], parent, only_for=args["user"])
    world.put(message)
    return {"message_ts": message.ts}


def permalink(world: Workspace, args: Json) -> Json:
    channel = world.visible(args["channel"])
    message = world.message(channel.id, args["message_ts"])
    link = f"https://{DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}
