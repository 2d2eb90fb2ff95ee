"""What Slack sends that is no work, and what is signed but not of its shape; shown to fail with Bolt's own reader."""

import httpx
import pytest

from tests.slack.office import Office

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


async def post(office: Office, body: bytes, content_type: str) -> httpx.Response:
    headers = office.sim.wire.signed(body) | {"content-type": content_type}
    async with httpx.AsyncClient() as http:
        return await http.post(str(office.sim.wire.url), content=body, headers=headers)


async def test_slack_may_ask_whether_we_are_there(office: Office) -> None:
    challenged = await post(office, b'{"type":"url_verification","challenge":"xyz"}', JSON)
    checked = await post(office, b"ssl_check=1&token=x", FORM)

    assert (challenged.status_code, challenged.json()) == (200, {"challenge": "xyz"})
    assert (checked.status_code, checked.text) == (200, "")


@pytest.mark.parametrize("body", [b'{"type":"event_callback","event":"x"}', b'{"view":null}', b"[" * 9_000, b"\xff"])
async def test_signed_nonsense_is_a_bad_request(office: Office, body: bytes) -> None:
    assert (await post(office, body, JSON)).status_code == 400
    assert (await post(office, b"payload=" + body, FORM)).status_code == 400


async def test_a_guest_may_be_called_payload(office: Office) -> None:
    await office.person("rita").command("/guest", "payload")
    await office.top(office.person("rita"), "grant_form")
