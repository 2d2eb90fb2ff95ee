"""What holds at a building now, to be read before anything is changed; a dead end is said first."""

from collections.abc import Iterator
from datetime import timedelta

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot.domain.building import Approval, Building, EntranceGroup, Hub, Method, Policy, Stricter
from bot.domain.hours import hours_words
from bot.domain.problems import sentence
from bot.domain.roles import GIVEN, Holder, HolderKind, Role
from bot.services.systems.buildings import Place
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import chunks, names, shown
from bot.slack.blocks.setup.setup_notices import notices_words
from bot.slack.blocks.template_words import fault_words
from bot.slack.blocks.text import clean, literal, mrkdwn, plain, plural
from bot.slack.blocks.times import length_words, place

HUBS = {Hub.UNKNOWN: "not known", Hub.YES: "yes", Hub.NO: "no"}
_APPROVALS = {
    Approval.NOBODY: "nobody needs approval",
    Approval.ISSUERS: "issuers need approval",
    Approval.EVERYONE: "everybody needs approval",
}
_ONLY = {Method.PIN: "PINs only", Method.MOBILE_KEY: "mobile keys only"}
_MOST_NAMED = 5


def summary(at: Place) -> list[Block]:
    """The building in a few lines, warnings above them."""
    lines = [f"*{shown(at.building.name)}*, {plural(len(at.entrances), 'door')}, {_zone(at.building)}", *_lines(at)]
    notes = [SectionBlock(text=mrkdwn(f":warning: *Note:* {literal(note)}")) for note in _notes(at)]
    again = buttons.actions(check_again(at.building.id)) if at.building.problem else []
    return [*notes, *again, *(SectionBlock(text=mrkdwn(text)) for text in chunks(lines))]


def check_again(building_id: str) -> ButtonElement:
    """Asks Seam anew how it stands with the building."""
    return ButtonElement(action_id=ActionId.SETUP_CHECK, text=plain("Check again"), value=building_id)


def policy_words(policy: Policy) -> str:
    """Markup: what the policy comes to."""
    return ", ".join(_policy(policy))


def group_words(group: EntranceGroup) -> str:
    """Markup: what an entrance group asks beyond the building's policy."""
    return ", ".join(_stricter(group.stricter)) or "asks nothing more"


def holder_words(role: Role, holders: tuple[Holder, ...]) -> str:
    """Plain text: "2 people and 1 user group"; "nobody" where nobody holds the role."""
    held = [holder for holder in holders if holder.role is role]
    people = sum(holder.kind is HolderKind.PERSON for holder in held)
    groups = sum(holder.kind is HolderKind.GROUP for holder in held)
    counted = [f"{people} {'person' if people == 1 else 'people'}"] * bool(people)
    return " and ".join([*counted, *[plural(groups, "user group")] * bool(groups)]) or "nobody"


def _zone(building: Building) -> str:
    return f"{place(building.zone)} time"


def _notes(at: Place) -> Iterator[str]:
    if at.cannot_be_approved:
        yield "Some access here needs approval, and nobody can give it. Name approvers or managers under Roles."
    if at.building.problem:
        yield sentence(at.building.problem)
    if at.building.time_zone is None:
        yield "Seam names no time zone for this building, so its times are in UTC."
    if at.building.settings.mail_guests and not at.has_mail:
        yield "Messages may be e-mailed to guests here, but no mail server is set up. An admin names one in SMTP_HOST."
    if at.building.settings.web_passes and not at.has_pages:
        yield "Guests may have web passes here, but Keydesk has no public address. An admin sets PUBLIC_URL."
    for template in at.building.settings.templates:
        if wrong := fault_words(template, at.building, at.entrances, at.building.synced_at):
            yield f"The template {clean(template.name)} cannot be used as it is. {clean(wrong)}"


def _lines(at: Place) -> Iterator[str]:
    settings = at.building.settings
    yield "; ".join(f"{role}s: {holder_words(role, settings.roles)}" for role in GIVEN).capitalize()
    yield f"Policy: {policy_words(settings.policy)}"
    for group in settings.entrance_groups[:_MOST_NAMED]:
        yield f"{shown(group.name, 60)}, {plural(len(group.entrance_ids), 'door')}: {group_words(group)}"
    if (rest := len(settings.entrance_groups) - _MOST_NAMED) > 0:
        yield f"and {plural(rest, 'more entrance group')}"
    if settings.mail_guests:
        yield "Messages for guests may be e-mailed"
    if settings.web_passes:
        yield "Guests may have a web pass"
    if settings.templates:
        yield f"Templates: {names([template.name for template in settings.templates], _MOST_NAMED)}"
    yield f"Hub: {HUBS[settings.hub]}{_hubs(at)}"
    yield notices_words(settings)


def _hubs(at: Place) -> str:
    others = {hub: [d.name for d in at.entrances if at.building.settings.entrance_hubs.get(d.id) is hub] for hub in Hub}
    said = [f"{words}: {names(others[hub], _MOST_NAMED)}" for hub, words in _HUB_WORDS.items() if others[hub]]
    return "".join(f"; {words}" for words in said)


_HUB_WORDS = {Hub.YES: "with one", Hub.NO: "without"}


def _policy(policy: Policy) -> Iterator[str]:
    yield f"at most {length_words(policy.max_length)}"
    if policy.hours is not None:
        yield hours_words(policy.hours)
    yield from _methods(policy.methods)
    yield "two people for everything" if policy.two_person else _APPROVALS[policy.approval]
    if policy.self_approval and not policy.two_person and policy.approval is not Approval.NOBODY:
        yield "approvers approve their own"
    yield from _reason(policy.reason_patterns, needed=policy.reason_required)
    if policy.most_open is not None:
        yield f"at most {policy.most_open} open per person"
    if policy.pin_in_dm:
        yield "PIN by DM too"
    if policy.mail_pin:
        yield "PIN by e-mail too"
    if policy.link_only:
        yield "messages hold the web pass alone"
    if policy.retention != timedelta(days=30):
        yield f"contacts kept {length_words(policy.retention)}"


def _stricter(asks: Stricter) -> Iterator[str]:
    if asks.max_length is not None:
        yield f"at most {length_words(asks.max_length)}"
    if asks.hours is not None:
        yield hours_words(asks.hours)
    if asks.methods is not None:
        yield from _methods(asks.methods)
    if asks.two_person:
        yield "two people"
    elif asks.approval is not None:
        yield _APPROVALS[asks.approval]
    yield from _reason(asks.reason_patterns or (), needed=bool(asks.reason_required))
    if asks.most_open is not None:
        yield f"at most {asks.most_open} open per person"
    yield from _care(asks)


def _care(asks: Stricter) -> Iterator[str]:
    if asks.retention is not None:
        yield f"contacts kept {length_words(asks.retention)}"
    never = {"nobody approves their own": asks.self_approval, "no PIN by DM": asks.pin_in_dm}
    never["no PIN by e-mail"] = asks.mail_pin
    yield from (words for words, allowed in never.items() if allowed is False)
    if asks.link_only:
        yield "messages hold the web pass alone"


def _methods(methods: frozenset[Method]) -> list[str]:
    return [_ONLY[method] for method in methods] if len(methods) == 1 else [] if methods else ["no method"]


def _reason(patterns: tuple[str, ...], *, needed: bool) -> list[str]:
    if patterns:
        return [f"a reason with {' and '.join(map(shown, patterns))}"]
    return ["a reason"] if needed else []
