"""What the policy will do is said before anything is sent; what is said here decides nothing, the service does."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slack_sdk.models.blocks import Block, SectionBlock

from bot.domain.approval import Why
from bot.domain.approvers import Approvers
from bot.domain.building import Method, Policy
from bot.domain.hours import hours_words
from bot.domain.policy import Asked, Verdict, approval_for, judge_every, policy_for
from bot.domain.problems import sentence
from bot.domain.recurrence import Rule
from bot.domain.window import Window
from bot.services.grants.sites import Site
from bot.slack.blocks.approvals.request_words import approval_words
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, allowed_methods
from bot.slack.blocks.message import small
from bot.slack.blocks.text import mrkdwn
from bot.slack.blocks.times import length_words, place

_LONGEST_CHOICE = timedelta(weeks=1)
"""Of the quick choices: a maximum above it is told only to who chooses their own end."""
_ONLY = {Method.PIN: "PINs only", Method.MOBILE_KEY: "mobile keys only"}


def judged(form: GrantForm, window: Window, site: Site, rule: Rule | None = None) -> Verdict:
    """What becomes of the form as it is, every visit of its rule included."""
    asked = Asked(window=window, method=form.method, reason=form.reason, already_open=site.already_open)
    return judge_every(asked, rule, site.building, policy_for(site.building, form.doors), site.roles)


def policy_notes(form: GrantForm, context: FormContext) -> list[Block]:
    """What is special about these doors, and whether somebody else has to agree first."""
    site = context.site(form)
    policy = policy_for(site.building, form.doors)
    limits = ", ".join(_limits(policy, site, form.doors))
    notes: list[Block] = [small(f"Here: {limits}.")] if limits else []
    if policy.most_open is not None and site.already_open >= policy.most_open:
        notes.append(_warning(sentence("too_many_open", most=policy.most_open)))
    if why := approval_for(policy, site.roles):
        notes.append(_approval(why, site.approvers))
    return notes


def _limits(policy: Policy, site: Site, doors: Sequence[str]) -> Iterator[str]:
    if policy.max_length < _LONGEST_CHOICE:
        yield f"at most {length_words(policy.max_length)}"
    if policy.hours:
        yield f"{hours_words(policy.hours)}, {place(site.building.zone)} time"
    allowed = allowed_methods(site, doors)
    if len(allowed) == 1 and site.building.offers(Method.MOBILE_KEY):
        yield _ONLY[allowed[0]]


def _approval(why: Why, asked: Sequence[Approvers]) -> Block:
    words = approval_words(why, asked)
    return small(words) if asked else _warning(words)


def _warning(words: str) -> Block:
    return SectionBlock(text=mrkdwn(f":warning: *Note:* {words}"))
