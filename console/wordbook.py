"""The command ``templates``: the wordings that members are answered with, for people or for programs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from console import commands
from console.desk import View
from console.domain.templates import Template, called
from console.practice.remote import clock_of
from console.settings import Settings
from console.station import Station, open_vault


async def show(settings: Settings, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Print the templates as this desk read them last; the exit code."""

    async def asked() -> int:
        if not settings.cache.path.exists():
            commands.warn(f"There is no cache at {settings.cache.path} yet.")
            return commands.FAILED
        vault = await open_vault(settings, environment, beside=True)
        try:
            station = Station(settings, await clock_of(settings.slack.api_url), vault, say=commands.warn)
            await station.open()
            view = station.desk.view()
        finally:
            vault.close()
        found = sorted(view.templates.values(), key=lambda one: (one.withdrawn is not None, _number(one)))
        if as_json:
            click.echo(msgspec.json.encode([plain(one) for one in found]).decode())
        else:
            for one in found:
                click.echo(_page(one, view))
            if not found:
                commands.warn("There is no template yet. moderation-console do set-template writes one.")
        return commands.DONE

    return await commands.without_faults(asked)


def plain(template: Template) -> dict[str, Any]:
    """A template as plain values, with every version, the latest last."""
    gone = template.withdrawn
    return {
        "template": template.template,
        "title": template.latest.title,
        "body": template.latest.body,
        "rules": list(template.latest.rules),
        "version": template.latest.number,
        "uses": template.uses,
        "withdrawn": None if gone is None else {"by": gone.by, "at": _time(gone.at), "reason": gone.reason},
        "versions": [
            {
                "version": one.number,
                "of": one.of,
                "by": one.by,
                "at": _time(one.at),
                "title": one.title,
                "body": one.body,
                "rules": list(one.rules),
                "uses": template.uses_of(one),
            }
            for one in template.versions
        ],
    }


def _page(template: Template, view: View) -> str:
    latest, gone = template.latest, template.withdrawn
    at = latest.at.astimezone(view.zone)
    used = "never used" if not template.uses else "used once" if template.uses == 1 else f"used {template.uses} times"
    first = f" · first for {', '.join(latest.rules)}" if latest.rules else ""
    head = f"{called(template.template).capitalize()} v{latest.number}: {latest.title}"
    told = f"  {view.name(latest.by)}, {at:%Y-%m-%d %H:%M} · {used}{first}"
    over = "" if gone is None else f"\n  withdrawn by {view.name(gone.by)}: {gone.reason or 'without a reason'}"
    body = "".join(f"\n    {line}" for line in latest.body.splitlines())
    return f"{head}\n{told}{over}{body}"


def _number(template: Template) -> tuple[int, str]:
    number = template.template.removeprefix("T")
    return int(number) if number.isdecimal() and len(number) < 9 else 0, template.template  # noqa: PLR2004 -- a number


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
