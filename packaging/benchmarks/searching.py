"""Words looked for in a cache of 100,000 messages, the 50 newest each time, whole and half typed; prints JSON."""

import asyncio
import json
import random
import sys
import time
from pathlib import Path

from past import KEY, WORDS

from console.domain.words import Home
from console.slack import wire
from console.store.log import Log
from console.store.vault import Vault


async def main(path: Path, rounds: int) -> None:
    """Look for so many words."""
    vault = Vault(path, bytes.fromhex(KEY), beside=True)
    homes: dict[str, Home] = {}
    log = Log(vault, lambda raw, channel: wire.read(raw, channel, homes), wire.without_words)
    homes.update({channel: Home(home) for channel, home in json.loads(await log.remembered("homes") or "{}").items()})
    chance = random.Random(1)
    spent, found = [], 0
    for number in range(rounds):
        words = chance.choice(WORDS)
        if number % 3 == 1:
            words = words[: max(2, len(words) - 2)]
        elif number % 3 == 2:
            words = f"{words} {chance.choice(WORDS)}"
        began = time.perf_counter()
        found += len(await log.search(words, 50))
        spent.append(time.perf_counter() - began)
    vault.close()
    print(json.dumps({"spent": spent, "found": found / rounds}))


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
