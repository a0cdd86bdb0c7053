"""The command that shows a handover without a window: as a page, or as one JSON object."""

import json
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any

import click

from console import commands, door, handing
from console.domain.digest import shown
from console.practice.remote import clock_of
from console.settings import Settings
from console.station import Station, open_vault

_AGREES = {True: "both desks agree", False: "the desks differ", None: "proof is outstanding"}


async def show(settings: Settings, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Print where the handover of the moment stands: as the open window has it, or after catching up; the exit code."""

    async def asked() -> int:
        with suppress(door.NobodyThere):
            async with aclosing(door.ask(settings.cache.path, {"ask": "handover"})) as answers:
                answer: dict[str, Any] = await anext(answers, {})
            if "refused" in answer:
                commands.warn(answer["refused"])
                return commands.FAILED
            if answer:
                return _told(answer, as_json=as_json)
        vault = await open_vault(settings, environment)
        try:
            station = Station(settings, await clock_of(settings.slack.api_url), vault)
            await station.open()
            await station.desk.open_rest()
            async with commands.connected(station, environment):
                await commands.first_answer(station)
                return _told(handing.plain(await handing.standing_at(station), station), as_json=as_json)
        finally:
            vault.close()

    return await commands.without_faults(asked)


def _told(found: Mapping[str, Any], *, as_json: bool) -> int:
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else page_of(found))
    return commands.DONE


def page_of(found: Mapping[str, Any]) -> str:
    """A handover as a person reads it in a terminal."""
    lines = [f"HANDOVER  {found['shift'] or 'no shift'} to {found['to_shift'] or 'no shift'}"]
    whole, agrees = found["complete_to"] or "nothing yet", _AGREES[found["agrees"]]
    lines.append(f"  complete to {whole} · state {shown(found['digest'])} · {agrees}")
    for one in found["differs"]:
        where = f"the hour from {one['hour']}" if one["hour"] else "before the last 24 hours"
        lines.append(f"  differs in {one['name']}: {one['message'] or where}")
    lines.append(f"AT RISK  {len(found['cases'])}")
    for case in found["cases"]:
        signed = f"over: {case['signed_over'] or 'nobody'}, for: {case['signed_for'] or 'nobody'}"
        lines.append(
            f"  {case['risk']} {case['case']}  owner {case['owner'] or 'nobody'}, next check "
            f"{case['next_check'] or 'not planned'}, signed {signed}"
        )
    lines.append(f"OPEN  {len(found['open'])}   RULES CHANGED  {len(found['rules'])}   TASKS  {len(found['tasks'])}")
    lines += [f"  {one['title']}" for one in found["tasks"]]
    return "\n".join(lines)
