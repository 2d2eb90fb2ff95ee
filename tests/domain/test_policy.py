"""The stricter rule wins, and nothing that is refused by itself is allowed together with something else."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.approval import Why
from bot.domain.building import Approval, Building, BuildingSettings, EntranceGroup, Method, Policy, Stricter
from bot.domain.hours import read_hours
from bot.domain.policy import TIGHTER, Asked, Verdict, judge, judge_change, policy_for
from bot.domain.problems import SENTENCES
from bot.domain.roles import Role
from bot.domain.window import Window
from tests.rights import table
from tests.slack.blocks.forms import NOW, building

DAY = timedelta(days=1)
OFFICE_HOURS = read_hours("Mon-Fri 08:00-18:00")
NIGHTS = read_hours("Mon-Sun 20:00-24:00")
PIN = frozenset({Method.PIN})
KEY = frozenset({Method.MOBILE_KEY})

FIELDS: dict[str, st.SearchStrategy[object]] = {
    "max_length": st.integers(1, 30).map(timedelta),
    "hours": st.sampled_from([None, OFFICE_HOURS, NIGHTS, ()]),
    "methods": st.sampled_from([frozenset(Method), PIN, KEY]),
    "approval": st.sampled_from(Approval),
    "self_approval": st.booleans(),
    "two_person": st.booleans(),
    "reason_required": st.booleans(),
    "reason_patterns": st.sampled_from([(), ("WO-##",), ("#",)]),
    "pin_in_dm": st.booleans(),
    "mail_pin": st.booleans(),
    "link_only": st.booleans(),
    "retention": st.integers(1, 60).map(timedelta),
    "most_open": st.none() | st.integers(1, 5),
    "lapse_after": st.integers(1, 24).map(lambda hours: timedelta(hours=hours)),
    "escalate_after": st.integers(1, 60).map(lambda minutes: timedelta(minutes=minutes)),
}
policies = st.builds(Policy, **FIELDS)
stricter = st.fixed_dictionaries({}, optional=FIELDS).map(Stricter.model_validate)
asked = st.builds(
    lambda start, length, method, reason, already: Asked(
        window=Window(starts_at=NOW + start, ends_at=NOW + start + length),
        method=method,
        reason=reason,
        already_open=already,
    ),
    st.integers(0, 7 * 24).map(lambda hours: timedelta(hours=hours)),
    st.integers(1, 20 * 24).map(lambda hours: timedelta(hours=hours)),
    st.sampled_from(Method),
    st.sampled_from([None, " ", "Repair", "Repair wo-12 on the roof", "7"]),
    st.integers(0, 6),
)
roles = st.frozensets(st.sampled_from([Role.ISSUER, Role.APPROVER, Role.MANAGER, Role.ADMIN]))


def place(policy: Policy, *groups: EntranceGroup) -> Building:
    return building(settings=BuildingSettings(policy=policy, entrance_groups=groups))


def group(name: str, *doors: str, **asks: object) -> EntranceGroup:
    return EntranceGroup(id=name, name=name, entrance_ids=doors, stricter=Stricter.model_validate(asks))


def test_every_field_is_documented() -> None:
    assert [row[0] for row in table("field")[1:]] == list(Policy.model_fields)


def test_every_field_says_which_value_is_stricter() -> None:
    assert set(TIGHTER) == set(Policy.model_fields) == set(Stricter.model_fields) == set(FIELDS)


class TestCombining:
    @given(policies, stricter, stricter, asked, roles)
    def test_a_group_only_takes_away(
        self, policy: Policy, one: Stricter, other: Stricter, wish: Asked, held: frozenset[Role]
    ) -> None:
        groups = [
            EntranceGroup(id=f"g{n}", name="G", entrance_ids=(f"d{n}",), stricter=asks)
            for n, asks in enumerate((one, other))
        ]
        here = place(policy, *groups)

        def verdict(*doors: str) -> Verdict:
            return judge(wish, here, policy_for(here, doors), held)

        both = verdict("d0", "d1")
        for part in (verdict("d0"), verdict("d1"), verdict("elsewhere")):
            assert both.bad or not part.bad
            assert both.bad or both.approval or not part.approval

    @given(policies, stricter)
    def test_a_door_outside_of_all_groups_has_the_buildings_policy(self, policy: Policy, asks: Stricter) -> None:
        here = place(policy, EntranceGroup(id="g", name="G", entrance_ids=("d1",), stricter=asks))

        assert policy_for(here, ["d2"]) == policy_for(here, []) == policy

    def test_field_by_field(self) -> None:
        here = place(
            Policy(max_length=3 * DAY, hours=OFFICE_HOURS, pin_in_dm=True, self_approval=True, reason_patterns=("A#",)),
            group("roof", "d1", "d2", max_length=5 * DAY, hours=read_hours("Fri-Sat 12:00-24:00"), methods=PIN),
            group("vault", "d2", max_length=DAY, two_person=True, pin_in_dm=False, reason_patterns=("#",), most_open=2),
            group("none of these", "d9", approval="everyone"),
        )  # fmt: skip

        assert policy_for(here, ["d2"]) == Policy(
            max_length=DAY,
            hours=read_hours("Fri 12:00-18:00"),
            methods=PIN,
            self_approval=True,
            two_person=True,
            reason_patterns=("A#", "#"),
            most_open=2,
        )

    def test_an_explicit_no_wins(self) -> None:
        here = place(Policy(), group("pins only", "d1", methods=PIN), group("keys only", "d2", methods=KEY))
        wish = Asked(window=Window(starts_at=NOW, ends_at=NOW + DAY), method=Method.PIN)

        assert not judge(wish, here, policy_for(here, ["d1"]), ()).bad
        [bad] = judge(wish, here, policy_for(here, ["d1", "d2"]), (Role.ADMIN,)).bad
        assert (bad.field, bad.problem) == ("method", "pin_not_allowed")


class TestJudging:
    @given(asked, policies, roles)
    def test_every_refusal_has_a_field_and_a_sentence(self, wish: Asked, policy: Policy, held: frozenset[Role]) -> None:
        verdict = judge(wish, place(policy), policy, held)

        assert all(bad.problem in SENTENCES for bad in verdict.bad)
        assert {bad.field for bad in verdict.bad} <= {"method", "end", "reason", "building"}
        assert not (verdict.bad and verdict.approval)

    @given(asked, policies, roles)
    def test_what_is_not_refused_keeps_every_limit(self, wish: Asked, policy: Policy, held: frozenset[Role]) -> None:
        if judge(wish, place(policy), policy, held).bad:
            return
        assert wish.window.length <= policy.max_length
        assert wish.method in policy.methods
        assert policy.most_open is None or wish.already_open < policy.most_open
        assert (wish.reason or "").strip() or not policy.reason_required

    @given(asked, policies, roles)
    def test_a_change_is_bound_as_new_access_is(self, wish: Asked, policy: Policy, held: frozenset[Role]) -> None:
        """But for the reason and the number of open grants, which a change has nothing to do with."""
        fine = wish.model_copy(update={"reason": "WO-12", "already_open": 0})

        assert str(judge_change(wish.window, wish.method, place(policy), policy, held)) == str(
            judge(fine, place(policy), policy, held)
        )

    @pytest.mark.parametrize(
        ("reason", "problems"),
        [
            ("WO-1234 boiler", []),
            ("see wo-0001", []),
            ("WO-12", ["reason_unlike"]),
            ("WO-####", ["reason_unlike"]),
            ("WO-१२३४", ["reason_unlike"]),
            ("", ["reason_missing"]),
            (None, ["reason_missing"]),
            (" \n", ["reason_missing"]),
        ],
    )
    def test_the_reason_must_contain_the_pattern(self, reason: str | None, problems: list[str]) -> None:
        wish = Asked(window=Window(starts_at=NOW, ends_at=NOW + DAY), method=Method.PIN, reason=reason)
        policy = Policy(reason_patterns=("WO-####",))

        assert [bad.problem for bad in judge(wish, place(policy), policy, ()).bad] == problems

    def test_hours_are_the_buildings(self) -> None:
        """NOW is a Friday, 14:00 in New York: 19:00 in London."""
        wish = Asked(window=Window(starts_at=NOW, ends_at=NOW + timedelta(hours=2)), method=Method.PIN)
        policy = Policy(hours=OFFICE_HOURS)

        assert not judge(wish, place(policy), policy, ()).bad
        [bad] = judge(wish, place(policy).model_copy(update={"time_zone": "Europe/London"}), policy, ()).bad
        assert bad.data == {"hours": "Mon-Fri 08:00-18:00", "zone": "Europe/London"}


ISSUER, APPROVER, MANAGER, ADMIN = ({role} for role in (Role.ISSUER, Role.APPROVER, Role.MANAGER, Role.ADMIN))


@pytest.mark.parametrize(
    ("policy", "needing", "free"),
    [
        (Policy(), [], [set(), ISSUER, MANAGER, ADMIN]),
        (Policy(approval=Approval.ISSUERS), [set(), ISSUER, ISSUER | APPROVER], [MANAGER, ADMIN, ISSUER | MANAGER]),
        (Policy(approval=Approval.EVERYONE), [set(), ISSUER, MANAGER, ADMIN], []),
        (Policy(approval=Approval.EVERYONE, self_approval=True), [ISSUER], [ISSUER | APPROVER, MANAGER, ADMIN]),
        (Policy(two_person=True, self_approval=True), [set(), ISSUER | APPROVER, MANAGER, ADMIN], []),
    ],
)
def test_who_needs_an_approver(policy: Policy, needing: list[set[Role]], free: list[set[Role]]) -> None:
    wish = Asked(window=Window(starts_at=NOW, ends_at=NOW + DAY), method=Method.PIN)
    why = Why.TWO_PERSON if policy.two_person else Why.POLICY

    assert [judge(wish, place(policy), policy, held) for held in needing] == [Verdict((), why)] * len(needing)
    assert [judge(wish, place(policy), policy, held) for held in free] == [Verdict()] * len(free)
