"""The roster's commands: a file is shown, published line by line, and one's own shifts come out as a calendar."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from console import commands, rosters
from console.practice.people import HALE, NOVAK, OKAFOR
from console.practice.server import Practice
from console.settings import load
from tests.journeys.stage import Desk

Said = pytest.CaptureFixture[str]


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as found:
        yield found


async def caught_up(desk: Desk) -> None:
    settings = load(desk.file)
    assert await commands.state(settings, desk.environment, as_json=True, follow=False, offline=False) == 0


async def test_a_roster_is_previewed_published_shown_and_exported(
    tmp_path: Path, practice: Practice, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    desk = Desk(tmp_path / "lead", practice.api_url, OKAFOR)
    settings, environment = load(desk.file), desk.environment
    assert await rosters.show(settings, environment) == commands.FAILED
    await caught_up(desk)
    assert await rosters.show(settings, environment) == commands.DONE
    now = practice.clock.now().replace(minute=0, second=0, microsecond=0)
    starts, ends, late = (now + timedelta(hours=hours) for hours in (1, 9, 15))
    file = tmp_path / "roster.csv"
    rows = [
        f"Night,{starts.isoformat()},{ends.isoformat()},{OKAFOR.name},lead,",
        f"Night,{starts.isoformat()},{ends.isoformat()},{NOVAK.name},counsellor,{HALE.name}",
        f"Night,{starts.isoformat()},{ends.isoformat()},{HALE.id},counsellor,",
        f"Night,{starts.isoformat()},{ends.isoformat()},,moderator,",
        f"Night,{starts.isoformat()},{ends.isoformat()},Nobody at all,moderator,",
        f"Late,{(ends - timedelta(hours=1)).isoformat()},{late.isoformat()},{NOVAK.name},counsellor,",
    ]
    file.write_text("\n".join(["name,starts,ends,person,duty,buddy", *rows]), encoding="utf-8")
    capsysbinary.readouterr()

    async def told(*, publish: bool) -> tuple[int, str, str]:
        code = await rosters.import_(settings, environment, file, publish=publish)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    code, out, err = await told(publish=False)
    assert code == 3
    assert "Line 6: Nobody in the workspace is called Nobody at all." in err
    assert "new: Night" in out
    assert f"{NOVAK.name}: +counsellor" in out
    assert "nobody yet: 1" in out
    assert "2 shifts would change." in out
    code, out, err = await told(publish=True)
    assert (code, "Night is planned.", "Late is planned.") == (3, *out.splitlines()[-2:][::1])
    code, out, err = await told(publish=True)
    assert out.count("as it is, version 1") == 2
    assert "Nothing differs." in out
    file.write_text("\n".join(["name,starts,ends,person,duty,buddy", rows[0]]), encoding="utf-8")
    code, out, err = await told(publish=False)
    assert code == 0
    assert f"{NOVAK.name}: -counsellor" in out
    assert "version 2 in place of 1" in out
    assert await rosters.show(settings, environment) == 0
    out = capsysbinary.readouterr().out.decode()
    assert f"counsellor: {NOVAK.name}, buddy {HALE.name}" in out
    assert "Gap: moderator" in out
    assert f"Twice at once: {NOVAK.name}, Night and Late" in out
    assert await rosters.export(settings, environment) == 0
    assert b"SUMMARY:Night (lead)" in capsysbinary.readouterr().out


async def test_who_is_no_lead_is_told_before_anything_is_published(
    tmp_path: Path, practice: Practice, capsys: Said
) -> None:
    desk = Desk(tmp_path / "novak", practice.api_url, NOVAK)
    await caught_up(desk)
    file = tmp_path / "roster.csv"
    file.write_text("name,starts,ends,person,duty\nNight,2026-12-01 22:00,2026-12-02 08:00,,lead\n", encoding="utf-8")
    settings = load(desk.file)
    assert await rosters.import_(settings, desk.environment, file, publish=True) == 0
    assert "Only a lead can plan shifts." in capsys.readouterr().err
    file.write_text("nothing", encoding="utf-8")
    assert await rosters.import_(settings, desk.environment, file, publish=True) == commands.FAILED
