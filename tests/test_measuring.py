"""The command of figures: of a day or any stretch, as this desk read it, and only what its person may see."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console import commands, measuring
from console.domain.events import CaseFlagged, ChatClosed, ChatOpened, ChatTaken
from console.domain.words import AgeBand, ChatOutcome, Risk
from console.practice.people import HALE, NOVAK, OKAFOR
from console.practice.server import Practice
from console.settings import load
from tests.journeys.stage import Desk

Said = pytest.CaptureFixture[str]


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as found:
        found.post("chat-queue", "Chat platform", ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.B))
        found.post("shift-log", HALE, ChatTaken("c1"))
        found.post("shift-log", HALE, ChatClosed("c1", ChatOutcome.HELPED))
        found.post("cases", NOVAK, CaseFlagged("k1", "quiet-otter", Risk.B, category="emotional"))
        yield found


async def told(desk: Desk, **how: object) -> int:
    usual: dict[str, object] = {"since": "", "until": "", "as_csv": False, "as_json": False, **how}
    return await measuring.show(load(desk.file), desk.environment, **usual)  # type: ignore[arg-type]  # passed on


async def test_figures_are_printed_for_people_as_csv_and_for_programs(
    tmp_path: Path, practice: Practice, capsys: Said
) -> None:
    lead, hale = (Desk(tmp_path / one.id, practice.api_url, one) for one in (OKAFOR, HALE))
    assert await told(lead) == commands.FAILED
    assert capsys.readouterr().err.startswith("There is no cache at ")
    for desk in (lead, hale):
        settings = load(desk.file)
        assert await commands.state(settings, desk.environment, as_json=True, follow=False, offline=False) == 0
    capsys.readouterr()
    assert await told(lead) == commands.DONE
    out, err = capsys.readouterr()
    assert "as this desk read it last." in err
    assert "emotional                flagged                  1" in out
    assert await told(lead, as_csv=True) == commands.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["of,which,figure,value", "waits,all,chats,1"]
    assert f"people,{HALE.name},chats,1" in lines
    assert await told(hale, as_json=True) == commands.DONE
    rows = json.loads(capsys.readouterr().out)
    assert {row["which"] for row in rows if row["of"] == "people"} == {HALE.name}
    assert await told(lead, since="2026-01-01", until="2026-02-01", as_csv=True) == commands.DONE
    assert "waits,all,chats,0" in capsys.readouterr().out
    for wrong in ({"since": "some day"}, {"until": "some day"}, {"since": "2026-02-01", "until": "2026-01-01"}):
        assert await told(lead, **wrong) == commands.FAILED
        assert capsys.readouterr().err.startswith("Write a day as 2026-11-22")
