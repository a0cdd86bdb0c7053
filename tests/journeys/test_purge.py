"""After thirty days no member's word is left: not on the screen, not in the file; what is counted stays."""

import json
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.practice.server import Practice
from console.slack.wire import WORDS
from console.ui.bridge import Application
from tests.journeys.inside import app_of, live
from tests.journeys.stage import KEY, Desk, soon

Run = Callable[[Coroutine[Any, Any, None]], None]
ciphers = pytest.importorskip("cryptography.hazmat.primitives.ciphers", reason="decrypts the pages by hand")
PAGE, RESERVED = 4_096, 80


def decrypted(path: Path) -> bytes:
    """Every byte in the file's pages, used or free."""
    content, plain = path.read_bytes(), []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        body, vector = page[16 if start == 0 else 0 : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + 16]
        cipher = ciphers.Cipher(ciphers.algorithms.AES(bytes.fromhex(KEY)), ciphers.modes.CBC(vector)).decryptor()
        plain.append(cipher.update(body) + cipher.finalize())
    return b"".join(plain)


def words_of(practice: Practice) -> Iterator[str]:
    """What members and staff wrote, as Slack holds it."""
    for name in ("chat-queue", "shift-log", "mod-updates", "online-team-thread"):
        for message in practice.workspace.named(name).messages.values():
            metadata = message.get("metadata")
            if not metadata:
                yield message["text"]
                continue
            for field, value in metadata["event_payload"].items():
                if field in WORDS and isinstance(value, str):
                    yield value


def test_a_month_later_no_word_is_left_and_the_digest_is_the_same(run: Run, qapp: Application, tmp_path: Path) -> None:
    async def journey() -> None:
        async with Practice(limits=False) as practice:
            desk = Desk(tmp_path, practice.api_url)
            async with app_of(qapp, desk) as app:
                await live(app)
                assert app.station is not None
                at = app.station.desk.connection.complete_to
                assert at is not None
                digest = await app.station.log.digest(app.station.homes, at)
                row = next(row for row in app.window.queue.rows if row.chat and row.chat.excerpt)
                assert row.chat is not None
            words = {word for word in words_of(practice) if len(word) > 20}
            assert len(words) > 20
            before = decrypted(desk.cache)
            assert sum(word.encode() in before for word in words) > 20

            practice.clock.start += timedelta(days=32)  # nobody was at the desk for a month
            async with app_of(qapp, desk) as app:
                await live(app)
                station = app.station
                assert station is not None
                month_later = (at + timedelta(days=30)).isoformat()
                while (await station.log.remembered("purged") or "") < month_later:
                    await live(app)
                await soon(lambda: not app._news_due)
                assert "they were removed from this computer: the words of " in app.window.banner.words
                assert await station.log.digest(station.homes, at) == digest
                screen = json.dumps(app.window.said(), ensure_ascii=False)
                assert not [word for word in words if word in screen]
            after = decrypted(desk.cache)
            assert not [word for word in words if word.encode() in after]
            assert b"quiet-otter" in after  # an alias is nobody's words

    run(journey())
