"""What the desk keeps of a stretch of time, gathered into figures, and those figures as CSV."""

import csv
import io
from datetime import datetime, tzinfo
from typing import Final

from console.desk import View
from console.domain.asks import Ask
from console.domain.cases import Case
from console.domain.chats import Chat
from console.domain.measures import Measures, Rows, measured, table
from console.domain.posts import Post
from console.domain.subjects import Kind
from console.domain.words import Role
from console.station import Station

HEAD: Final = ("of", "which", "figure", "value")


async def measures_of(station: Station, starts: datetime, ends: datetime, zone: tzinfo) -> Measures:
    """What the desk keeps of a stretch, in figures."""
    found = (await station.log.rows_since(starts, Kind.CHAT, Kind.POST, Kind.ASK, Kind.CASE)).values()
    rows = Rows(
        tuple(one for one in found if isinstance(one, Chat)),
        tuple(one for one in found if isinstance(one, Post)),
        tuple(one for one in found if isinstance(one, Ask)),
        tuple(one for one in found if isinstance(one, Case)),
    )
    return measured(rows, starts, ends, zone)


def seen_by(view: View, found: Measures) -> frozenset[str]:
    """Whose load somebody may see: a lead everybody's, everybody else their own."""
    lead = Role.LEAD in view.people.roles_now(view.me)
    if not lead:
        return frozenset({view.me})
    return frozenset((*(one.person for one in found.loads), *(one.newcomer for one in found.agreed)))


def csv_of(found: Measures, view: View) -> str:
    """All of it as CSV, a figure on each line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(table(found, view.names, people=seen_by(view, found)))
    return out.getvalue()
