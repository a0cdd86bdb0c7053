"""Drafts: what somebody began to write at this desk, kept so that a crash takes no word of it."""

from collections.abc import Mapping
from datetime import datetime

from console.domain.messages import micros
from console.store.cipher import Connection
from console.store.vault import Vault


class Drafts:
    """The drafts of one vault, one for each kind (a note, a question) and subject. Raises a Fault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def keep(self, kind: str, subject: str, text: str, at: datetime) -> None:
        """Keep what was written so far, in place of what was kept before; nothing but spaces is no draft."""
        if not text.strip():
            await self.drop(kind, subject)
            return

        def keep(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO drafts VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body",
                (f"{kind}/{subject}", kind, subject, micros(at), text.encode()),
            )

        await self._vault.write_own(keep)

    async def get(self, kind: str, subject: str) -> str:
        """What was written so far; empty when there is nothing."""

        def get(connection: Connection) -> str:
            found = connection.execute(
                "SELECT body FROM drafts WHERE kind = ? AND subject = ? ORDER BY at DESC LIMIT 1", (kind, subject)
            ).fetchone()
            return bytes(found[0]).decode() if found else ""

        return await self._vault.write_own(get)

    async def all(self) -> Mapping[tuple[str, str], str]:
        """Every draft by kind and subject."""

        def all_(connection: Connection) -> dict[tuple[str, str], str]:
            rows = connection.execute("SELECT kind, subject, body FROM drafts ORDER BY at")
            return {(kind, subject): bytes(body).decode() for kind, subject, body in rows}

        return await self._vault.write_own(all_)

    async def drop(self, kind: str, subject: str) -> None:
        """Forget a draft."""

        def drop(connection: Connection) -> None:
            connection.execute("DELETE FROM drafts WHERE kind = ? AND subject = ?", (kind, subject))

        await self._vault.write_own(drop)
