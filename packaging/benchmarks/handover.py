"""The handover of a night of 12 hours and 20,000 messages: its draft, its lines and its digest; prints JSON."""

import asyncio
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from past import KEY, Past, keep
from typing_extensions import override

from console.clock import PracticeClock
from console.desk import Desk
from console.domain import events as facts
from console.domain.drafting import between
from console.domain.proof import Proof
from console.domain.words import Duty, Home, Risk
from console.practice.people import IYER, NIGHT_STAFF, NOVAK, OKAFOR
from console.slack import wire
from console.store.log import Log
from console.store.vault import Vault
from console.ui.handover_rows import Page, night_lines, proof_lines, risk_lines, work_lines

MESSAGES = 20_000
NIGHT = timedelta(hours=12)
CASES, TASKS = 40, 60


class Night(Past):
    """One night with its shift and the next, tasks and cases at risk."""

    @override
    def _shifts(self) -> None:
        starts = self._start
        for shift, begins in (("night", starts), ("next", self.end)):
            duties = tuple(f"{person.id}:{Duty.COUNSELLOR}" for person in NIGHT_STAFF)
            plan = facts.RosterPublished(shift, shift, begins, begins + NIGHT, (f"{OKAFOR.id}:{Duty.LEAD}", *duties))
            self._say(starts, Home.MOD_MAIN, OKAFOR, plan)
        for number in range(TASKS):
            due = starts + NIGHT * number / TASKS
            task = facts.TaskPlanned(f"task-{number}", "night", self._sentence(6), due)
            self._say(starts, Home.MOD_MAIN, OKAFOR, task)
            if number % 3:
                self._say(due + timedelta(minutes=5), Home.SHIFT_LOG, NOVAK, facts.TaskDone(f"task-{number}"))
        for number in range(CASES):
            at = starts + NIGHT * number / CASES
            risk = (Risk.A, Risk.B, Risk.C)[number % 3]
            flag = facts.CaseFlagged(
                f"case-{number}", f"alias-{number}", risk, owner=IYER.id, summary=self._sentence(30)
            )
            self._say(at, Home.CASES, IYER, flag)


async def main(rounds: int) -> None:
    """Draft the night, make its lines, and add its digest up, so many times each."""
    end = datetime.now(UTC)
    spent: dict[str, list[float]] = {"draft": [], "lines": [], "digest": [], "held": []}
    with tempfile.TemporaryDirectory() as folder:
        path, night = Path(folder) / "cache.db", Night(MESSAGES, end, NIGHT)
        await keep(path, night)
        vault = Vault(path, bytes.fromhex(KEY))
        homes: dict[str, Home] = {}
        log = Log(vault, lambda raw, channel: wire.read(raw, channel, homes), wire.without_words)
        kept = json.loads(await log.remembered("homes") or "{}")
        homes.update({channel: Home(home) for channel, home in kept.items()})
        desk = Desk(log, PracticeClock(end, time.monotonic(), 0.0), OKAFOR.id)
        await desk.open()
        await desk.open_rest()
        view, zone = desk.view(), ZoneInfo("Europe/London")
        for _ in range(rounds):
            began = time.perf_counter()
            draft = between(view, end, "night", "next")
            spent["draft"].append(time.perf_counter() - began)
            page = Page(view, draft, None, "next", Proof(), {}, zone)
            began = time.perf_counter()
            lines = [line for part in (risk_lines, proof_lines, work_lines, night_lines) for line in part(page)]
            spent["lines"].append(time.perf_counter() - began)
            began = time.perf_counter()
            await log.digest(homes, end)
            spent["digest"].append(time.perf_counter() - began)
            began = time.perf_counter()
            await log.held(homes, end)
            spent["held"].append(time.perf_counter() - began)
        vault.close()
    counts = {"chats": draft.chats, "cases": len(draft.cases), "tasks": len(draft.tasks), "lines": len(lines)}
    print(json.dumps({"spent": spent, **counts}))


asyncio.run(main(int(sys.argv[1])))
