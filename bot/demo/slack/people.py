"""users.*, usergroups.* and conversations.*: what a call needs depends on the kind of the conversation it names."""

import re
from base64 import b64decode, b64encode
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.demo.slack.records import BOT, BOT_USER, DOMAIN, TEAM, Channel, SlackError, User
from bot.demo.slack.rules import Json, JsonValue, is_yes
from bot.demo.slack.workspace import Workspace

MOST_TOGETHER = 8
PAGE, LARGEST_PAGE = 100, 999
_READS = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def auth_test(_world: Workspace, _args: Json) -> Json:
    return {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": "Keydesk demo",
        "team_id": TEAM,
        "user": "keydesk",
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def user_object(world: Workspace, user: User) -> Json:
    """The person as Slack describes them; the mail address needs a scope of its own."""
    profile: Json = {"real_name": user.name, "display_name": user.name.split()[0].lower(), "team": user.team}
    if user.email and user.kind != "external" and "users:read.email" in world.scopes:
        profile["email"] = user.email
    body: Json = {"id": user.id, "team_id": user.team, "name": user.name.lower().replace(" ", "."), "profile": profile}
    body |= {
        "deleted": user.kind == "deleted",
        "real_name": user.name,
        "is_bot": user.kind == "bot",
        "updated": user.updated,
    }
    if user.kind == "deleted":
        return body
    there = world.now().astimezone(ZoneInfo(user.tz))
    offset = there.utcoffset() or timedelta()
    body |= {"tz": user.tz, "tz_label": there.tzname(), "tz_offset": int(offset.total_seconds())}
    body |= {"is_admin": user.kind == "admin", "is_owner": False, "is_primary_owner": False, "is_app_user": False}
    restricted = {"guest", "ultra"}
    body |= {"is_restricted": user.kind in restricted, "is_ultra_restricted": user.kind == "ultra"}
    if user.kind == "external":
        body["is_stranger"] = True
    return body


def users_info(world: Workspace, args: Json) -> Json:
    return {"user": user_object(world, world.user(args["user"]))}


def users_list(world: Workspace, args: Json) -> Json:
    """Without a limit everybody comes at once; a large workspace would refuse that."""
    everybody = [user_object(world, user) for user in world.users.values()]
    return _page("members", everybody, args, len(everybody))


def users_lookup(world: Workspace, args: Json) -> Json:
    for user in world.users.values():
        known = user.email if user.kind not in {"deleted", "external"} else None
        if known and known.lower() == args["email"].lower():
            return {"user": user_object(world, user)}
    raise SlackError("users_not_found")


def groups_list(world: Workspace, args: Json) -> Json:
    groups = [
        {
            "id": key,
            "team_id": TEAM,
            "is_usergroup": True,
            "handle": handle,
            "name": handle,
            "date_delete": 0,
        }
        | ({"user_count": len(members)} if is_yes(args.get("include_count")) else {})
        | ({"users": members} if is_yes(args.get("include_users")) else {})
        for key, (handle, members) in world.groups.items()
    ]
    return {"usergroups": groups}


def group_users(world: Workspace, args: Json) -> Json:
    if args["usergroup"] not in world.groups:
        raise SlackError("no_such_subteam")
    members = world.groups[args["usergroup"]][1]
    return {"users": [m for m in members if m in world.users and world.users[m].kind != "deleted"]}


def _channel(channel: Channel) -> Json:
    body: Json = {"id": channel.id, "is_archived": channel.archived, "context_team_id": TEAM}
    if channel.kind == "im":
        return body | {"is_im": True, "user": channel.members[-1]}
    return body | {
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_member": BOT_USER in channel.members,
        "is_shared": channel.ext_shared,
        "is_ext_shared": channel.ext_shared,
        "is_org_shared": False,
    }


def _readable(world: Workspace, channel_id: str) -> Channel:
    channel = world.visible(channel_id)
    _need(world, _READS[channel.kind])
    return channel


def _need(world: Workspace, scope: str) -> None:
    if scope not in world.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(world.scopes)))


def conversations_info(world: Workspace, args: Json) -> Json:
    channel = _readable(world, args["channel"])
    counted = {"num_members": len(channel.members)} if is_yes(args.get("include_num_members")) else {}
    return {"channel": _channel(channel) | counted}


def conversations_list(world: Workspace, args: Json) -> Json:
    names = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
    asked = [kind.strip() for kind in (args.get("types") or "public_channel").split(",")]
    if not set(asked) <= set(names):
        raise SlackError("invalid_types")
    kinds = {names[kind] for kind in asked}
    for kind in sorted(kinds):
        _need(world, _READS[kind])
    seen = [c for c in world.channels.values() if c.kind in kinds and (c.kind == "public" or BOT_USER in c.members)]
    if is_yes(args.get("exclude_archived")):
        seen = [c for c in seen if not c.archived]
    return _page("channels", [_channel(c) | {"num_members": len(c.members)} for c in seen], args)


def conversations_members(world: Workspace, args: Json) -> Json:
    return _page("members", list(_readable(world, args["channel"]).members), args)


def conversations_join(world: Workspace, args: Json) -> Json:
    channel = world.visible(args["channel"])
    if channel.archived:
        raise SlackError("is_archived")
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if BOT_USER in channel.members:
        warned = {"warnings": ["already_in_channel"]}
        return {"channel": _channel(channel), "warning": "already_in_channel", "response_metadata": warned}
    channel.members.append(BOT_USER)
    joined = {"type": "member_joined_channel", "user": BOT_USER, "channel": channel.id, "channel_type": "C"}
    world.announce(joined | {"team": TEAM})
    return {"channel": _channel(channel)}


def conversations_open(world: Workspace, args: Json) -> Json:
    if channel_id := args.get("channel"):
        return {"channel": {"id": world.visible(channel_id).id}, "no_op": True, "already_open": True}
    users = [user for user in str(args.get("users") or "").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_TOGETHER:
        raise SlackError("too_many_users")
    if len(users) > 1:
        _need(world, "mpim:write")
    for user in users:
        if world.user(user).kind == "deleted":
            raise SlackError("user_disabled")
        if world.user(user).kind == "bot":
            raise SlackError("cannot_dm_bot")
    return {"channel": {"id": world.conversation(users).id}}


def _page(key: str, rows: list[JsonValue], args: Json, usual: int = PAGE) -> Json:
    """One page; the cursor says where the next one starts, in a form that nobody can count with."""
    given = str(args.get("limit") or "")
    if given and not (given.isdecimal() and int(given) <= LARGEST_PAGE):
        raise SlackError("invalid_limit")
    start = _start(str(args.get("cursor") or ""))
    end = start + int(given or usual)
    return {key: rows[start:end], "response_metadata": {"next_cursor": _cursor(end) if end < len(rows) else ""}}


def _cursor(start: int) -> str:
    return b64encode(f"start:{start}".encode()).decode()


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        found = re.fullmatch(r"start:(\d+)", b64decode(cursor, validate=True).decode())
    except ValueError:
        found = None
    if found is None:
        raise SlackError("invalid_cursor")
    return int(found[1])
