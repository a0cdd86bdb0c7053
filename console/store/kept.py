"""Single values that are kept at this desk alone: what was read on a shift, what was told, what rules altered here."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Generic, TypeVar

import msgspec

from console.domain.altered import Altered
from console.domain.breaks import Stint
from console.domain.planning import SeenRoster
from console.store.cipher import Connection
from console.store.vault import Vault

T = TypeVar("T")
_log = logging.getLogger(__name__)
_encode = msgspec.msgpack.Encoder().encode


class Kept(Generic[T]):
    """One value of a vault: only the present one is kept, in place of the one before. Raises a Fault.

    It stands among what only this desk has: it is kept even if the desk is killed right after, and nobody else ever
    learns of it.
    """

    def __init__(self, vault: Vault, name: str, kind: type[T]) -> None:
        self._vault, self._name = vault, name
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def keep(self, value: T) -> Awaitable[None]:
        """Keep a value, and forget the one before; it is kept even if nobody waits for it any more."""
        name, body = self._name, _encode(value)

        def keep(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, body)
            )

        return asyncio.shield(asyncio.wrap_future(self._vault.write_own_soon(keep)))

    async def get(self) -> T | None:
        """The value that was kept last; None where there is none, or only another version can read it."""

        def get(connection: Connection) -> bytes | None:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (self._name,)).fetchone()
            return None if found is None else bytes(found[0])

        body = await self._vault.write_own(get)
        try:
            return None if body is None else self._decode(body)
        except msgspec.MsgspecError:
            _log.warning("What is kept here as “%s” is written in a way that this console cannot read.", self._name)
            return None


def stints(vault: Vault) -> Kept[Stint]:
    """How much of chats at A or B the desk's person has read on their shift."""
    return Kept(vault, "stint", Stint)


def seen_roster(vault: Vault) -> Kept[SeenRoster]:
    """What the desk's person knows of the roster."""
    return Kept(vault, "roster", SeenRoster)


def told_back(vault: Vault) -> Kept[tuple[str, ...]]:
    """The ids of the decisions of which the desk's person was told that somebody overturned them."""
    return Kept(vault, "told back", tuple[str, ...])


def altered(vault: Vault) -> Kept[Altered]:
    """What changed rules altered in open texts that nobody has looked at here since."""
    return Kept(vault, "altered", Altered)
