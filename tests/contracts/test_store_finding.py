"""What finding reads: contacts by their marks, words in the clear, doors."""

from bot.domain.grant import Door, Guest
from bot.services.store import Store
from tests.contracts.listed import HERE, at
from tests.contracts.store_samples import HOUR, T0, TEAM, credential, seed


async def test_contacts_are_found_by_the_whole_mail_and_by_the_end_of_the_number(store: Store) -> None:
    await seed(
        store,
        at("g1", HOUR, 2 * HOUR, guest=Guest(name="A", email="a@example.com", phone="+12125550100")),
        at("g2", HOUR, 2 * HOUR, guest=Guest(name="B", phone="+12129990100"), created_at=T0 + HOUR),
        at("g3", HOUR, 2 * HOUR, guest=Guest(name="C"), requester="U2"),
        at("g4", HOUR, 2 * HOUR, guest=Guest(name="D", phone="+12125550100"), team_id="T2"),
    )
    async with store.read() as work:

        async def by(email: str | None, digits: str | None, limit: int = 9) -> list[str]:
            return list(await work.lists.with_contact(TEAM, [HERE], email, digits, limit))

        assert await by(None, "0100") == ["g2", "g1"]
        assert await by(None, "5550100") == ["g1"]
        assert await by(None, "12125550100") == ["g1"]
        assert await by(None, "0101") == []
        assert await by("A@Example.com ", None) == ["g1"]
        assert await by("a@example", None) == []
        assert await by(None, None) == []
        assert await by(None, "0100", limit=1) == ["g2"]
        assert await work.lists.with_contact(TEAM, [], "a@example.com", "0100", 9) == []


async def test_a_number_that_is_forgotten_or_changed_is_found_no_more(store: Store) -> None:
    await seed(store, at("g1", HOUR, 2 * HOUR, guest=Guest(name="A", phone="+12125550100")))
    async with store.write() as work:
        await work.grants.save(at("g1", HOUR, 2 * HOUR, guest=Guest(name="A", phone="+12125550199")))

        assert await work.lists.with_contact(TEAM, [HERE], None, "0100", 9) == []
        assert list(await work.lists.with_contact(TEAM, [HERE], None, "0199", 9)) == ["g1"]


async def test_what_is_kept_in_the_clear_and_the_doors(store: Store) -> None:
    await seed(
        store,
        at("g1", HOUR, 2 * HOUR, guest=Guest(name="Ann"), reason="Boiler"),
        at("g2", HOUR, 2 * HOUR, guest=Guest(name="Bo"), reason=None, created_at=T0 + HOUR),
    )
    async with store.write() as work:
        door = Door(entrance_id="e%1", name="Front")
        await work.credentials.add([credential("c1", "g1", doors=(door,)), credential("c2", "g2")])
        words = await work.lists.words(TEAM, [HERE], 9)

        assert [(one.id, one.guest, one.reason) for one in words] == [("g2", "Bo", None), ("g1", "Ann", "Boiler")]
        assert list(await work.lists.at_doors(TEAM, [HERE], ["e%1"], 9)) == ["g1"]
        assert list(await work.lists.at_doors(TEAM, [HERE], ["e1", "e%1"], 9)) == ["g2", "g1"]
        assert list(await work.lists.at_doors(TEAM, [HERE], ["e%", "e"], 9)) == []
        assert list(await work.lists.at_doors(TEAM, [HERE], [], 9)) == []
