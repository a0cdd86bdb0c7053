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


async def show(settings: Settings, environment: Mapping[str, str], *, as_json: bool, since: bool = False) -> int:
    """Print where the handover of the moment stands: as the open window has it, or after catching up; the exit code.

    With ``since`` it is what changed for the desk's person since they were last here.
    """
    question = {"ask": "handover", "since": since}
    page = since_page_of if since else page_of

    def told(found: Mapping[str, Any]) -> int:
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else page(found))
        return commands.DONE

    async def asked() -> int:
        with suppress(door.NobodyThere):
            async with aclosing(door.ask(settings.cache.path, question)) as answers:
                answer: dict[str, Any] = await anext(answers, {})
            if "refused" in answer:
                commands.warn(answer["refused"])
                return commands.FAILED
            if answer:
                return told(answer)
        vault = await open_vault(settings, environment)
        try:
            station = Station(settings, await clock_of(settings.slack.api_url), vault)
            await station.open()
            await station.desk.open_rest()
            async with commands.connected(station, environment):
                await commands.first_answer(station)
                return told(await handing.answer(station, question))
        finally:
            vault.close()

    return await commands.without_faults(asked)


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


def since_page_of(found: Mapping[str, Any]) -> str:
    """What changed since somebody was last here, as they read it in a terminal: the worst first, one line each."""
    lines = [f"SINCE  {found['since'] or 'you were never here before: the last 24 hours'}"]
    lines.append(f"AT RISK  {len(found['cases'])}")
    for one in found["cases"]:
        check = one["next_check"] or "not planned"
        lines.append(f"  {one['risk']} {one['case']}  owner {one['owner'] or 'nobody'}, next check {check}")
    lines.append(f"RULES  {len(found['rules'])}")
    for one in found["rules"]:
        manner = "withdrawn" if one["withdrawn"] else "to read" if one["unread"] else "changed"
        lines.append(f"  {one['rule']} v{one['version']} {one['title']}: {manner}")
    lines.append(f"WRITTEN  {len(found['written'])}")
    lines += [f"  {one['by']} {one['at']}: {' '.join(one['notes'].split())}" for one in found["written"]]
    lines.append(f"HELD  {len(found['held'])}")
    lines += [f"  {one['risk']} {one['alias']}  with {one['holder']}" for one in found["held"]]
    lines.append(f"WITHOUT AN ANSWER  {len(found['asks'])}")
    lines += [f"  {one['at']} about {one['chat'] or 'a post'}" for one in found["asks"]]
    lines.append(f"TASKS  {len(found['tasks'])}")
    lines += [f"  {one['title']}{_due(one)}" for one in found["tasks"]]
    return "\n".join(lines)


def _due(task: Mapping[str, Any]) -> str:
    return f", due {task['due']}" if task["due"] else ""
