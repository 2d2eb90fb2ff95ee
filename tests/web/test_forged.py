"""Forgeries in bulk, each one change away from a good request; shown to fail: with `hmac.compare_digest` made true.

The few hundred of the usual run are of the same seeded sequence as the ten thousand of the long one.
"""

from collections.abc import Iterator
from random import Random

import pytest
from structlog.testing import capture_logs

from tests.web.test_guard import NOW, Desk, signed

Headers = list[tuple[str, str]]
STAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
STAMPS = ("", "abc", "1.0", "-1", "+1", "9" * 20, "0", "1e9", "0x10", "\xb2", "NaN", "inf")
SIGNATURES = ("", "v0", "v0=", "v1=" + "0" * 64, "v0=" + "0" * 63, "v0=" + "g" * 64, "v0=" + "\xe9" * 64, "null")


def forged(random: Random, count: int) -> Iterator[tuple[bytes, Headers]]:
    for number in range(count):
        body = f"command=%2Fguest&text=canary-{number}".encode()
        good = signed(body)
        stamp, signature = good[STAMP], good[SIGNATURE]
        at = random.randrange(len(body))
        change = bytes([body[at] ^ random.randrange(1, 256)])
        digit = random.randrange(3, len(signature))
        other = random.choice([char for char in "0123456789abcdefABCDEF \xe9" if char != signature[digit]])
        yield random.choice([
            (body, []),
            (body, [(STAMP, stamp)]),
            (body, [(SIGNATURE, signature)]),
            (body, [(STAMP, stamp), (SIGNATURE, signature), (SIGNATURE, signature)]),
            (body, [(STAMP, stamp), (STAMP, stamp), (SIGNATURE, signature)]),
            (body, [(STAMP, random.choice(STAMPS)), (SIGNATURE, signature)]),
            (body, [(STAMP, str(int(stamp) + random.choice((-301, -1, 1, 301, 3600)))), (SIGNATURE, signature)]),
            (body, [(STAMP, stamp), (SIGNATURE, random.choice(SIGNATURES))]),
            (body, [(STAMP, stamp), (SIGNATURE, signature[:digit] + other + signature[digit + 1 :])]),
            (body, [(STAMP, stamp), (SIGNATURE, signature.upper())]),
            (body[:at] + change + body[at + 1 :], [(STAMP, stamp), (SIGNATURE, signature)]),
            (body[:at] + body[at + 1 :], [(STAMP, stamp), (SIGNATURE, signature)]),
            (body + b"&text=x", [(STAMP, stamp), (SIGNATURE, signature)]),
            (body, list(signed(body, "somebody-elses-secret").items())),
            (body, list(signed(body, "").items())),
        ])  # fmt: skip


@pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.long)])
async def test_each_is_401_reaches_nothing_and_leaves_no_trace(count: int) -> None:
    desk, answers = Desk(), set()
    with capture_logs() as logged:
        for body, headers in forged(Random(NOW.year), count):  # noqa: S311  to be had again, no secret
            raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
            answer = await desk.post(body, raw)
            answers.add((answer.status_code, answer.text))

    assert answers == {(401, "unauthorized")}
    assert desk.bodies == []
    assert "canary" not in str(logged)
