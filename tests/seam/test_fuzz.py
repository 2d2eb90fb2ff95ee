"""Whatever Seam answers, only `SystemTrouble` comes out, and no word of the answer is in it."""

import json
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from bot.domain.errors import NotSent, OutcomeUnknown, SystemTrouble
from bot.domain.problems import SENTENCES
from bot.seam.client import SeamClient
from tests.seam import samples
from tests.seam.scripted import Reply, ScriptedSeam

CANARY = "482913"

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(CANARY)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good answer with some of its values replaced, dropped or cut short."""
    credential: dict[str, JsonValue] = samples.credential(code=CANARY)
    for name in draw(st.sets(st.sampled_from(sorted(credential)), max_size=3)):
        if draw(st.booleans()):
            credential[name] = draw(values)
        else:
            del credential[name]
    whole = {
        "ok": draw(st.sampled_from([True, True, True, False, None, CANARY])),
        "acs_credential": draw(st.just(credential) | values),
    }
    body = json.dumps(whole).encode("utf-8", "surrogatepass")
    return body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body


html = st.text(max_size=50).map(lambda text: f"<html><p>{CANARY} {text}</p></html>".encode("utf-8", "replace"))
errors = st.builds(
    lambda kind, message: json.dumps({"ok": False, "error": {"type": kind, "message": message}}).encode(),
    values,
    values,
)
bodies = mutated() | html | errors | st.binary(max_size=200) | st.integers(1, 20_000).map(lambda n: b'{"ok":' * n)
statuses = st.sampled_from([200, 200, 200, 201, 302, 400, 401, 404, 409, 418, 429, 500, 503])


async def outcome(call: Callable[[], Awaitable[object]]) -> SystemTrouble | None:
    try:
        await call()
    except SystemTrouble as trouble:
        return trouble
    return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(status=statuses, body=bodies)
async def test_any_answer_is_read_or_told_as_trouble(
    seam: ScriptedSeam, client: SeamClient, status: int, body: bytes
) -> None:
    seam.say("/acs/credentials/create", Reply(status, body))
    seam.say("/acs/credentials/get", Reply(status, body))

    made = await outcome(lambda: client.acs_credentials_create({}))
    read = await outcome(lambda: client.acs_credentials_get(samples.CREDENTIAL_ID))

    for trouble in (made, read):
        if trouble is not None:
            assert str(trouble) == trouble.problem
            assert trouble.problem in SENTENCES
            assert CANARY not in f"{trouble!r} {vars(trouble)} {trouble.__cause__}"
    assert not isinstance(read, OutcomeUnknown), "a read has no effect to look for"
    assert not (200 <= status < 300 and isinstance(made, NotSent)), "a 2xx may have had its effect"
