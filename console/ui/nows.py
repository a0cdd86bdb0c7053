"""What a view means for each pane at a moment, and what the panes then say."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from console.desk import View
from console.domain.asks import Ask, first_answers, unanswered
from console.domain.connection import Connection
from console.domain.giving import limit_of, without_role
from console.domain.people import TAKERS
from console.domain.roster import DutyState, Shift
from console.domain.staffing import short_ahead
from console.domain.swapping import swap_words, waiting_for
from console.domain.words import Role
from console.ui.banner import News, news_of
from console.ui.queue_pane import QueuePane
from console.ui.queue_rows import Known
from console.ui.roster_rows import RosterNow, of_shift
from console.ui.rule_rows import RulesNow, unread_sentence

if TYPE_CHECKING:
    from console.ui.window import DeskWindow

ANSWERERS: Final = frozenset((Role.CLINICIAN, Role.LEAD))


def rules_now(view: View, now: datetime, zone: tzinfo, on_shift: frozenset[str], known: Known) -> RulesNow:
    """What the pane of the rules shows."""
    rules, notices = tuple(view.rules.values()), tuple(view.notices.values())
    shift = view.shift(now)
    paused = () if shift is None else (one.person for one in shift.duties if one.state is DutyState.PAUSED)
    lead = Role.LEAD in view.people.roles_now(view.me)
    on_break = frozenset(paused)
    people = (on_shift, known.emoji, on_break, lead)
    touching = dict(known.marks.touching)
    proposals = tuple(view.proposals.values())
    return RulesNow(view.me, view.names, now, zone, rules, notices, *people, view.decisions, touching, proposals)


def roster_now(view: View, now: datetime, zone: tzinfo, queue: QueuePane) -> RosterNow:
    """What the pane of the roster shows; the queue's pane is told how many chats the desk's person may hold."""
    shift, following = view.shift(now), view.next_shift(now)
    tasks = of_shift(view.tasks.values(), shift)
    unread = unread_sentence(view.rules.values(), frozenset() if shift is None else shift.people, now)
    queue.show_limit(limit_of(view, view.me, now) if view.people.roles_now(view.me) & TAKERS else 0)
    names, holdings, high = view.names, queue.holdings, queue.open_high
    asks = tuple(_to_answer(view)) if _answers(view, shift) else ()
    figure = first_answers(view.asks.values(), shift.starts) if shift is not None and _answers(view, shift) else None
    shifts, lead = tuple(view.shifts.values()), Role.LEAD in view.people.roles_now(view.me)
    swaps = tuple((one, swap_words(view, one, view.me)) for one in waiting_for(view, view.me, now))
    short = short_ahead(view.staffing, shifts, now, zone)
    asked = (asks, figure, shifts, swaps, short, lead)
    return RosterNow(view.me, names, now, zone, shift, following, tasks, holdings, high, unread, *asked)


def _answers(view: View, shift: Shift | None) -> bool:
    """Whether questions to the team are the desk's person's to answer: for clinicians and leads on shift."""
    there = shift is not None and view.me in shift.people
    return there and bool(view.people.roles_now(view.me) & ANSWERERS)


def _to_answer(view: View) -> Iterator[tuple[str, Ask]]:
    """What nobody has answered, with what it is about; what is asked about a chat at A or B is read there."""
    for one in unanswered(view.asks.values()):
        chat = view.chats.get(one.chat or "")
        folded = one.chat is not None and (chat is None or chat.risk.high)
        ask = replace(one, question="") if folded else one
        yield ("a post" if ask.post else "a chat") if chat is None else f"{chat.alias} ({chat.risk.value})", ask


def own_news(
    view: View | None, connection: Connection, monotonic: float, now: datetime, zone: tzinfo, *, way_on: str
) -> News | None:
    """What the banner says: how the desk stands with Slack, else of roles."""
    empty = view is None or not (view.chats or view.rules or view.shifts)
    of_slack = news_of(connection, monotonic, zone, empty=empty, way_on=way_on)
    return of_slack or role_news(view, now)


def role_news(view: View | None, now: datetime) -> News | None:
    """What the banner tells somebody without a role while there is nothing else to tell."""
    read = view is not None and view.connection.complete_to is not None and view.me
    words = without_role(view, view.me, now) if view is not None and read else ""
    short = "Nobody has a role yet." if words.startswith("Nobody") else "You have no role yet."
    return News(words, "quiet", short=short) if words else None


def said_by(window: "DeskWindow", known: Known) -> dict[str, list[str]]:
    """What each pane of a window shows, in plain words."""
    queue, rules, roster, top, status = window.queue, window.rules, window.roster, window.top, window.status
    return {
        "queue": [queue.heading.summary, *map(known.words, queue.rows)],
        "rules": [rules.heading.summary, *(card.words for card in rules.rows)],
        "roster": [roster.heading.summary, *(line.words for line in roster.rows)],
        "detail": window.detail.shown.split("\n"),
        "bar": [
            top.shift.text,
            top.lead.text,
            top.complete.text,
            *filter(None, [top.break_chip.shown]),
            top.clock.text,
        ],
        "status": [
            status.link.text,
            status.pending.text,
            window.banner.words,
            *filter(None, [window.handing.banner.words]),
        ],
    }
