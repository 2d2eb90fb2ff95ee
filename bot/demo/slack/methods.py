"""The Web API's methods: what each needs before it runs. views.* need no scope."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.slack import chat, people
from bot.demo.slack.chat import decoded
from bot.demo.slack.records import SlackError
from bot.demo.slack.rules import Json
from bot.demo.slack.workspace import Workspace


@dataclass(frozen=True)
class Method:
    """`scopes`: any one of them is enough; `required` arguments are answered with invalid_arguments when missing."""

    run: Callable[[Workspace, Json], Json]
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


def _view(args: Json) -> object:
    return decoded(args["view"])


def views_open(world: Workspace, args: Json) -> Json:
    world.record("view", world.modals.reader(args.get("trigger_id")), _view(args))
    if world.modals.is_within_one(args.get("trigger_id")):
        world.violations.append("views.open from within a modal: Slack promises nothing of it; push or update")
    return {"view": world.modals.open(args.get("trigger_id"), _view(args)).body()}


def views_push(world: Workspace, args: Json) -> Json:
    world.record("view", world.modals.reader(args.get("trigger_id")), _view(args))
    return {"view": world.modals.push(args.get("trigger_id"), _view(args)).body()}


def views_update(world: Workspace, args: Json) -> Json:
    world.record("view", world.modals.reader_of(args.get("view_id")), _view(args))
    if not args.get("view_id") and not args.get("external_id"):
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing view_id"]})
    view = world.modals.find(args.get("view_id"), args.get("external_id"))
    return {"view": world.modals.update(view, _view(args), args.get("hash")).body()}


def views_publish(world: Workspace, args: Json) -> Json:
    world.record("view", str(args["user_id"]), _view(args))
    user = world.user(args["user_id"])
    if not world.installed.home_tab or user.kind in {"deleted", "bot"}:
        raise SlackError("not_enabled")
    return {"view": world.modals.publish(user.id, _view(args), args.get("hash")).body()}


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")

METHODS: dict[str, Method] = {
    "auth.test": Method(people.auth_test),
    "chat.postMessage": Method(chat.post_message, ("chat:write",), ("channel",)),
    "chat.update": Method(chat.update, ("chat:write",), ("channel", "ts")),
    "chat.delete": Method(chat.delete, ("chat:write",), ("channel", "ts")),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",), ("channel", "user")),
    "chat.getPermalink": Method(chat.permalink, (), ("channel", "message_ts")),
    "views.open": Method(views_open, (), ("trigger_id", "view")),
    "views.push": Method(views_push, (), ("trigger_id", "view")),
    "views.update": Method(views_update, (), ("view",)),
    "views.publish": Method(views_publish, (), ("user_id", "view")),
    "conversations.open": Method(people.conversations_open, ("im:write", "mpim:write")),
    "conversations.info": Method(people.conversations_info, _READ, ("channel",)),
    "conversations.list": Method(people.conversations_list, _READ),
    "conversations.members": Method(people.conversations_members, _READ, ("channel",)),
    "conversations.join": Method(people.conversations_join, ("channels:join",), ("channel",)),
    "users.info": Method(people.users_info, ("users:read",), ("user",)),
    "users.list": Method(people.users_list, ("users:read",)),
    "users.lookupByEmail": Method(people.users_lookup, ("users:read.email",), ("email",)),
    "usergroups.list": Method(people.groups_list, ("usergroups:read",)),
    "files.info": Method(lambda world, args: world.files.info(args), ("files:read",), ("file",)),
    "files.getUploadURLExternal": Method(
        lambda world, args: world.files.upload_url(args), ("files:write",), ("filename", "length")
    ),
    "files.completeUploadExternal": Method(
        lambda world, args: world.files.complete(args), ("files:write",), ("files",)
    ),
    "usergroups.users.list": Method(people.group_users, ("usergroups:read",), ("usergroup",)),
}
