"""What changed for the desk's person since they were last here, from the desk and its log, and as plain values."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from console.domain.asks import Ask
from console.domain.chats import Chat
from console.domain.drafting import Changed
from console.domain.handovers import Handover
from console.domain.roster import Shift
from console.domain.since import Since, since
from console.domain.subjects import Kind
from console.domain.tasks import Task
from console.station import Station

AWAY: Final = timedelta(days=60)  # so long somebody may have been away


async def since_of(station: Station) -> Since:
    """What the desk's person is to know now; shifts and handovers that the desk let go of are asked of the log."""
    view, now = station.desk.view(), station.clock.now()
    older = (await station.log.rows_since(now - AWAY, Kind.SHIFT, Kind.HANDOVER)).values()
    shifts = {one.shift: one for one in older if isinstance(one, Shift)}
    handovers = {one.handover: one for one in older if isinstance(one, Handover)}
    rows = replace(view, shifts={**shifts, **view.shifts}, handovers={**handovers, **view.handovers})
    return since(rows, view.me, now)


def plain(found: Since) -> dict[str, Any]:
    """It for programs (docs/do.md, The handover)."""
    return {
        "since": time_of(found.left),
        "cases": [
            {
                "case": one.case,
                "risk": one.risk,
                "owner": one.owner,
                "next_check": time_of(one.next_check),
                "lacks": list(one.lacks),
            }
            for one in found.cases
        ],
        "rules": [rule(one) for one in found.rules],
        "written": [{"by": one.by, "at": time_of(one.at), "notes": one.notes} for one in found.written],
        "held": [{**chat(one), "holder": one.holder_at(found.at)} for one in found.held],
        "asks": [ask(one) for one in found.asks],
        "tasks": [task(one) for one in found.tasks],
    }


def chat(one: Chat) -> dict[str, Any]:
    """A chat, by what names it."""
    return {"chat": one.chat, "alias": one.alias, "risk": one.risk}


def ask(one: Ask) -> dict[str, Any]:
    """A question, without its words."""
    return {"ask": one.ask, "chat": one.chat, "by": one.by, "at": time_of(one.at)}


def rule(changed: Changed) -> dict[str, Any]:
    """A version of a rule that came, and who has not read it."""
    return {
        "rule": changed.rule,
        "version": changed.version.number,
        "title": changed.version.title,
        "at": time_of(changed.version.at),
        "withdrawn": changed.withdrawn,
        "unread": list(changed.unread),
        "decided_before": changed.before,
    }


def task(one: Task) -> dict[str, Any]:
    """A task that is not done."""
    return {"task": one.task, "title": one.title, "due": time_of(one.due), "person": one.person}


def time_of(at: datetime | None) -> str | None:
    """A moment for programs: RFC 3339, in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
