"""The words after `/guest`, read into the form. What was understood is said, and what was not: nothing is hidden.

Every word belongs to one thing: a contact, a time, a method, something with a name, or else the guest's name.
"""

from collections.abc import Iterator, Sequence

from bot.domain.building import Method
from bot.domain.grant import GrantRecord
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, settle
from bot.slack.blocks.forms.grant_form_template import with_template
from bot.slack.blocks.forms.last_time import as_last_time
from bot.slack.blocks.forms.prefill import bare_name, contacts_in, plain_text, take_contacts
from bot.slack.blocks.text import clean, plural
from bot.slack.blocks.typed.names import Kind, Named, read_names
from bot.slack.blocks.typed.phrases import Times, read_phrases
from bot.slack.blocks.typed.row import Row, Run
from bot.slack.blocks.typed.times import time_words, with_times
from bot.slack.blocks.typed.vague import is_weekly, taken_back

LONGEST_TEXT = 500
_METHODS = {
    ("mobile", "key"): Method.MOBILE_KEY,
    ("phone", "key"): Method.MOBILE_KEY,
    ("mobile-key",): Method.MOBILE_KEY,
    ("mobile",): Method.MOBILE_KEY,
    ("pin", "code"): Method.PIN,
    ("pin",): Method.PIN,
    ("pins",): Method.PIN,
}
_METHOD_WORDS = {Method.PIN: "PIN", Method.MOBILE_KEY: "mobile key"}


def read_typed(text: str, form: GrantForm, context: FormContext, last: GrantRecord | None = None) -> GrantForm:
    """The form with all that the text says, and lines of what was understood and what was not.

    What it does not say is as in the person's `last` grant.
    """
    rest, emails, phones = take_contacts(plain_text(text[:LONGEST_TEXT]), context.region)
    row, lost = Row(rest), [text[LONGEST_TEXT:]]
    row.take((), taken_back(row.bare))
    form = form.model_copy(update={"email": _only(emails, lost), "phone": _only(phones, lost)})
    building_id = _building(row, context)
    form = as_last_time(form.model_copy(update={"building_id": building_id or form.building_id}), last, context)
    site = context.site(form)
    times = _times(row, site, context)
    method = next((method for words, method in _METHODS.items() if row.take_words(*words)), None)
    named = _named(row, site)
    filled = _filled(form, named, method, context)
    filled = with_times(filled, times, site.building.zone, context.now)
    name = _name(row, named, lost)
    settled = settle(filled, context)
    understood = [
        *time_words(times, settled, context.now.astimezone(site.building.zone).date()),
        *_names(named, site),
        *([f"building {site.building.name}"] if building_id else []),
        *([_METHOD_WORDS[method]] if method else []),
        *(word for word, value in (("e-mail", form.email), ("phone", form.phone)) if value),
    ]
    said = _said(understood, lost)
    is_as_last = not (named.ids[Kind.DOOR] or named.ids[Kind.TEMPLATE])
    return filled.model_copy(update={"name": name, "said": (*said, *(form.said if is_as_last else ()))})


def _only(found: Sequence[str], lost: list[str]) -> str:
    """Of several none: nobody can say which is the guest's."""
    if len(found) > 1:
        lost.extend(found)
    return found[0] if len(found) == 1 else ""


def _building(row: Row, context: FormContext) -> str | None:
    """The id of the building that is named; where there is one alone, its name is nothing to look for."""
    known = {site.building.id: site.building.name for site in context.sites} if len(context.sites) > 1 else {}
    named = read_names(row.bare, row.free, {Kind.BUILDING: known})
    ids = named.ids[Kind.BUILDING]
    if len(ids) != 1:
        return None
    row.take(named.read)
    return ids[0]


def _times(row: Row, site: Site, context: FormContext) -> Times:
    local = context.now.astimezone(site.building.zone).replace(tzinfo=None)
    # A word that names the building is no beginning of a time any more.
    words = [word if at in row.free else "," for at, word in enumerate(row.bare)]
    found = read_phrases(words, local, context.region)
    row.take(found.read, found.unread & row.free)
    return found.times


def _named(row: Row, site: Site) -> Named:
    templates = {template.id: template.name for template in site.building.settings.templates}
    doors = {door.id: door.name for door in site.entrances}
    named = read_names(row.bare, row.free, {Kind.TEMPLATE: templates, Kind.DOOR: doors})
    row.take(named.read, named.unclear)
    return named


def _filled(form: GrantForm, named: Named, method: Method | None, context: FormContext) -> GrantForm:
    """A template first: what is said beside it counts more."""
    templates, doors = named.ids[Kind.TEMPLATE], tuple(named.ids[Kind.DOOR])
    if templates:
        form = with_template(form.model_copy(update={"template_id": templates[0]}), context)
    return form.model_copy(update={"doors": doors or form.doors, "method": method or form.method})


def _name(row: Row, named: Named, lost: list[str]) -> str:
    """The first words that are left, without contacts: names are told in channels. All other words are lost."""
    runs = row.runs()
    name = next((run for run in runs if not run.is_unread and any(map(str.isalpha, run.text))), None)
    lost.extend(_lost(run, named) for run in runs if run is not name)
    lost.append(row.beyond)
    if name is None:
        return ""
    lost.extend(contacts_in(name.text))
    return bare_name(name.text)


def _lost(run: Run, named: Named) -> str:
    meant = next((named.unclear[at] for at in run.places if at in named.unclear), 0)
    return f"{run.text} ({plural(meant, 'door')})" if meant else run.text


def _names(named: Named, site: Site) -> Iterator[str]:
    doors = {door.id: door.name for door in site.entrances}
    chosen = [doors[id_] for id_ in named.ids[Kind.DOOR]]
    template = site.building.settings.template(next(iter(named.ids[Kind.TEMPLATE]), None))
    if chosen:
        yield f"{'door' if len(chosen) == 1 else 'doors'} {', '.join(chosen)}"
    if template is not None:
        yield f"template {template.name}"


def _said(understood: list[str], lost: list[str]) -> Iterator[str]:
    not_understood = [told for told in map(clean, lost) if told]
    if understood:
        yield f"Understood: {'; '.join(understood)}."
    if not_understood:
        yield f"Not understood: {'; '.join(not_understood)}."
    if any(map(is_weekly, not_understood)):
        yield "For access every week, choose Every week at Start."
