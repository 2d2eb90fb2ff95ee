from bot.demo.page.cast import ADA, FRONT_DESK, OLLY
from bot.slack.blocks.help import VERBS
from tests.demo.page.page import Page


async def test_start_says_who_and_what_there_is(here: Page) -> None:
    start = await here.get("/api/start")

    assert {"Rita Reyes", "Sam Stone", "Ada Admin", "Olly Other"} <= {one["name"] for one in start["people"]}
    assert [one["command"] for one in start["commands"]] == ["/guest", "/door"]
    assert {one["type"] for one in start["shortcuts"]} == {"global", "message"}


async def test_every_word_that_the_command_knows_is_offered_while_one_types(here: Page) -> None:
    offered = {one["text"] for one in (await here.get("/api/start"))["verbs"]}

    assert {f"/guest {verb}" for verb in VERBS} <= offered


async def test_a_command_opens_a_modal_for_the_one_who_typed_it(here: Page) -> None:
    assert (await here.act("command", ADA, text="/guest setup", channel=FRONT_DESK))["ok"]

    modal = await here.until(lambda screen: screen["modal"], ADA)
    assert modal["title"]["text"] == "Set up a building"
    assert (await here.screen(OLLY))["modal"] is None


async def test_what_only_one_person_may_see_reaches_no_other_page(here: Page) -> None:
    await here.act("command", OLLY, text="/guest", channel=FRONT_DESK)

    told = await here.until(lambda screen: screen["messages"], OLLY)
    assert told[-1]["only_for_you"]
    assert "may not give access" in str(told[-1])
    assert (await here.screen(ADA))["messages"] == []


async def test_a_command_that_nobody_has_is_refused_in_slacks_words(here: Page) -> None:
    outcome = await here.act("command", text="/quest", channel=FRONT_DESK)

    assert not outcome["ok"]
    assert outcome["refused"] == "/quest is not a valid command."


async def test_a_request_that_makes_no_sense_says_where(here: Page) -> None:
    answer = await here.http.post("/api/act", json={"as": "U0RITA", "kind": "command", "text": "/guest"})

    assert answer.status_code == 400
    assert "channel" in answer.json()["refused"]


async def test_a_reply_stands_in_the_thread_that_it_answers_and_in_no_other(here: Page) -> None:
    await here.act("say", text="The plumber is here.", channel=FRONT_DESK)
    first = (await here.screen())["messages"][0]

    await here.act("say", text="On my way.", channel=FRONT_DESK, thread_ts=first["ts"])
    refused = await here.act("say", text="Hello?", channel=FRONT_DESK, thread_ts="1.000001")

    said = (await here.screen())["messages"]
    assert [(one["text"], one["thread_ts"]) for one in said] == [
        ("The plumber is here.", None),
        ("On my way.", first["ts"]),
    ]
    assert said[0]["reply_count"] == 1
    assert not refused["ok"]


async def test_a_button_that_got_no_answer_in_time_is_marked_until_it_is_pressed_again(here: Page) -> None:
    await here.act("home", ADA)
    home = await here.until(lambda screen: screen["home"], ADA, "home")
    elements = [element for block in home["blocks"] for element in block.get("elements", ())]
    button = next(element for element in elements if "action_id" in element)
    block = next(block for block in home["blocks"] if button in block.get("elements", ()))
    where = {"where": {"home": True}, "block_id": block["block_id"], "action_id": button["action_id"]}
    wire = here.live.running.slack.wire
    patience, wire.ack_limit = wire.ack_limit, 0.0

    await here.act("click", ADA, **where)
    assert (await here.screen(ADA, "home"))["home"]["marked"] == [
        {"block_id": block["block_id"], "action_id": button["action_id"]}
    ]

    wire.ack_limit = patience
    await here.act("click", ADA, **where)
    assert (await here.screen(ADA, "home"))["home"]["marked"] == []
