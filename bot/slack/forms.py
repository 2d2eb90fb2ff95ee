"""What a form offers is asked anew at each step, for the person who acts: rights and doors change while it is open."""

from datetime import datetime

from bot.domain.errors import NotAllowed
from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.services.grants.giving import Giving
from bot.services.ports import Clock
from bot.slack.blocks.forms.grant_form_state import ActiveAccess, FormContext, GrantForm, settle


class Forms:
    """Puts together what a grant form is drawn from and checked against."""

    def __init__(self, giving: Giving, clock: Clock, region: str) -> None:
        self._giving = giving
        self._clock = clock
        self._region = region

    async def context(self, person: Person, form: GrantForm, *, warn: bool = True) -> tuple[GrantForm, FormContext]:
        """The form on a building that the person may use, and all that they can choose from.

        Without `warn` nobody looks for access that the guest already has: a submit is checked, not drawn.

        Raises:
            NotAllowed: they may give access nowhere.
        """
        offer = await self._giving.offer(person)
        if not offer.sites:
            raise NotAllowed("not_an_issuer" if person.is_member else "not_a_member")
        known = {site.building.id for site in offer.sites}
        building_id = form.building_id if form.building_id in known else offer.preselected
        form = form.model_copy(update={"building_id": building_id})
        now = self._clock.now()
        context = FormContext(sites=offer.sites, now=now, region=self._region)
        if not warn:
            return form, context
        # As it is drawn: a building's only door is chosen although nobody has ticked it.
        warnings = await self._warnings(person, settle(form, context), now)
        return form, context.model_copy(update={"warnings": warnings})

    async def _warnings(self, person: Person, form: GrantForm, now: datetime) -> tuple[ActiveAccess, ...]:
        """Access to one of the chosen doors that a guest of this name or e-mail already has."""
        if not form.doors or form.building_id is None:
            return ()
        same = await self._giving.same_guest(person, form.building_id, form.name, form.email or None)
        found = [_active(record, form.doors) for record in same if record.grant.window.ends_at > now]
        return tuple(access for access in found if access is not None)


def _active(record: GrantRecord, wanted: tuple[str, ...]) -> ActiveAccess | None:
    doors = {door.entrance_id: door.name for credential in record.live for door in credential.doors}
    both = tuple(doors[id_] for id_ in wanted if id_ in doors)
    if not both:
        return None
    grant = record.grant
    return ActiveAccess(guest_name=grant.guest.name, doors=both, ends_at=grant.window.ends_at)
