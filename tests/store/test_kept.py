"""Single values are kept at this desk alone, each in place of the one before, and what cannot be read is none."""

import asyncio
from pathlib import Path

from console.domain.altered import Altered
from console.domain.planning import seen_of
from console.domain.roster import Place, Shift
from console.domain.words import Duty
from console.store.kept import Kept, altered, seen_roster, told_back
from console.store.vault import Vault
from tests.builders import at
from tests.store.vaults import opened


def test_the_value_that_was_kept_last_is_there_when_the_vault_is_opened_again(path: Path) -> None:
    first = Altered(frozenset({("R1", 2, "id")}), {"c": {"R1": 2}})
    last = Altered(frozenset(), {"d": {"R2": 0}})

    async def keep(vault: Vault) -> None:
        assert await altered(vault).get() is None
        await altered(vault).keep(first)
        await altered(vault).keep(last)

    with opened(path) as vault:
        asyncio.run(keep(vault))
    with opened(path) as vault:
        assert asyncio.run(altered(vault).get()) == last


def test_what_another_version_wrote_in_another_way_is_none(path: Path) -> None:
    async def keep(vault: Vault) -> None:
        await Kept(vault, "altered", str).keep("of another day")
        assert await altered(vault).get() is None

    with opened(path) as vault:
        asyncio.run(keep(vault))


def test_what_somebody_knows_of_the_roster_is_kept_with_whose_it_is(path: Path) -> None:
    shift = Shift("s1", "Night", at(0), at(36_000), (Place("UC1", Duty.HOST),), {}, "ULEAD", at(-9))
    seen = seen_of([shift], "UC1", at(9))

    async def keep(vault: Vault) -> None:
        await seen_roster(vault).keep(seen)

    with opened(path) as vault:
        asyncio.run(keep(vault))
    with opened(path) as vault:
        assert asyncio.run(seen_roster(vault).get()) == seen


def test_of_which_decisions_somebody_was_told_is_kept_in_its_order(path: Path) -> None:
    async def keep(vault: Vault) -> None:
        await told_back(vault).keep(("e2", "e1"))

    with opened(path) as vault:
        asyncio.run(keep(vault))
    with opened(path) as vault:
        assert asyncio.run(told_back(vault).get()) == ("e2", "e1")
