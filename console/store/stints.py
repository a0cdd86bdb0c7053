"""Stints: how much of chats at A or B a desk's person has read on their shift, kept at that desk alone."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final

import msgspec

from console.domain.breaks import Stint
from console.store.cipher import Connection
from console.store.vault import Vault

_log = logging.getLogger(__name__)

_NAME: Final = "stint"
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Stint).decode


class Stints:
    """The stint of one vault: only the present one is kept, each in place of the one before. Raises a Fault.

    It stands among what only this desk has: whoever reads a text at A or B has it counted even if the desk is
    killed right after, and nobody else ever learns of it.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, stint: Stint) -> Awaitable[None]:
        """Keep a stint, and forget the one before; it is kept even if nobody waits for it any more."""
        body = _encode(stint)

        def keep(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (_NAME, body)
            )

        return asyncio.shield(asyncio.wrap_future(self._vault.write_own_soon(keep)))

    async def get(self) -> Stint | None:
        """The stint that was kept last; None where there is none, or only another version can read it."""

        def get(connection: Connection) -> bytes | None:
            found = connection.execute("SELECT value FROM meta WHERE name = ?", (_NAME,)).fetchone()
            return None if found is None else bytes(found[0])

        body = await self._vault.write_own(get)
        try:
            return None if body is None else _decode(body)
        except msgspec.MsgspecError:
            _log.warning("What was read on this shift is kept in a way that this console cannot read.")
            return None
