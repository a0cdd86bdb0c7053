"""The page of an incident bundle: one case for whoever looks into it, in any browser and on paper."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from console.domain.bundles import Bundle, Exhibit, Reply
from console.domain.incidents import Change, Informed, Span, Thing
from console.ui import paper
from console.ui.paper import safe
from console.ui.text import plain

_STYLE: Final = """
table { border-collapse: collapse; width: 100% } td, th { border-bottom: 1px solid #999; vertical-align: top }
th { width: 13em; font-weight: 600 } .kept { border: 2px solid #111; padding: 0.5em 0.8em } .proof { font-size: 0.75em }
code { word-break: break-all } td { overflow-wrap: anywhere } .soft { color: #444 } @page { margin: 15mm }
"""
_LONGEST: Final = 60_000  # characters of one text; Slack takes 40,000
_RENEWED: Final = "lease_renewed"
_MOMENTS: Final = frozenset(("next_check", "closed_at", "ended_at"))
_IDS: Final = frozenset(("v", "id", "acted_at", "chat", "chats", "post", "posts", "case"))
_NEVER: Final = "this desk never read Slack whole, so something may be missing"
_BARE: Final = (
    "WITHOUT what is told of members: no excerpt, no text of a post, no summary, plan, note, reason, answer or outcome "
    "in anybody's words. Where something was said, it says “left out”."
)
_FULL: Final = (
    "WITH what is told of members, in full: excerpts, texts, summaries, plans, notes, reasons. Keep it only where that "
    "may lie. A reason that a second opinion is still to be given about is left out."
)
_PROOF: Final = (
    "Each event with its moment in Slack, its channel, and three hashes: of the event itself (its line in the digest), "
    "of the chain of these events, and of its line in the whole record of the desk. Whoever has a desk checks all of "
    "it with “moderation-console record verify FILE”."
)


class _Told:
    """How the things of one bundle are written down."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle, self.zone = bundle, ZoneInfo(bundle.zone)
        self.gone = "(nothing, or no longer kept)" if bundle.words else "(left out)"

    def when(self, at: datetime) -> str:
        """A moment in the service's zone, and in UTC."""
        there, utc = at.astimezone(self.zone), at.astimezone(UTC)
        beside = f"{utc:%H:%M:%S}" if there.date() == utc.date() else f"{utc.day} {utc:%b %H:%M:%S}"
        return f"{there.day} {there:%b %Y, %H:%M:%S} ({beside} UTC)"

    def name(self, person: str | None) -> str:
        """What somebody is called, with their id."""
        if not person:
            return "nobody"
        return f"{self.bundle.people[person]} ({person})" if person in self.bundle.people else person

    def value(self, field: str, value: str | None) -> str:
        """What a field says."""
        if value is None:
            return "nothing"
        if not value:
            return self.gone
        if field in _MOMENTS:
            return self.when(datetime.fromisoformat(value))
        if field == "intent":
            return _words(value)
        return self.name(value) if value in self.bundle.people else value


def page_of(bundle: Bundle) -> str:
    """The bundle as HTML that needs nothing else, and in which nobody's words are anything but words."""
    told = _Told(bundle)
    alias = next((thing.now.get("alias") for thing in bundle.things if thing.id == bundle.case), None)
    made = bundle.made
    whole = f"that desk was complete to {told.when(made.complete_to)}" if made.complete_to else _NEVER
    head = safe(
        f"Case {bundle.case}. Made by {told.name(made.by)} on {told.when(made.at)}, with the console {made.console}; "
        f"{whole}. Times are those of {bundle.zone}, with UTC beside them."
    )
    parts = (
        f'<p class="kept"><strong>{safe(_FULL if bundle.words else _BARE)}</strong></p>',
        _part("How it stands", "".join(_thing(told, thing) for thing in bundle.things)),
        _part("Who was told", _table((told.when(one.at), _informed(told, one)) for one in bundle.informed)),
        _part("All that happened", _table(_happened(told, bundle.entries))),
        _part("Answers of the team, which nothing proves", _table(_reply(told, one) for one in bundle.replies)),
        _part("Proof", f'<p>{safe(_PROOF)}</p><div class="proof">{_table(_proof(bundle.entries), raw=True)}</div>'),
    )
    return paper.page(f"The case of {alias or bundle.case}", head, "".join(parts), _STYLE)


def _part(title: str, inside: str) -> str:
    return f"<h2>{safe(title)}</h2>{inside or '<p>None.</p>'}"


def _table(rows: Iterable[tuple[str, str]], *, raw: bool = False) -> str:
    """Two columns; ``raw`` says that the second is HTML already."""
    lines = [
        f'<tr><th scope="row">{safe(head)}</th><td>{body if raw else _lines(body)}</td></tr>' for head, body in rows
    ]
    return f"<table>{''.join(lines)}</table>" if lines else ""


def _lines(text: str) -> str:
    return "<br>".join(safe(line, _LONGEST) for line in text.split("\n"))


def _thing(told: _Told, thing: Thing) -> str:
    now = ((_words(field), told.value(field, value)) for field, value in thing.now.items() if value is not None)
    held = ((_since(told, span), told.name(span.who)) for span in thing.held)
    return (
        f"<h3>{safe(f'The {thing.kind} {thing.id}')}</h3>{_table(now)}"
        f"<h3>{safe(f'Who had the {thing.kind} {thing.id}')}</h3>{_table(held)}"
    )


def _since(told: _Told, span: Span) -> str:
    return f"{told.when(span.since)} to {told.when(span.until)}" if span.until else f"since {told.when(span.since)}"


def _informed(told: _Told, one: Informed) -> str:
    whom = f": {told.name(one.whom)}" if one.whom else ""
    return f"{told.name(one.by)}: {one.how}{whom}" + (f"\n{one.words}" if one.words else "")


def _happened(told: _Told, entries: Iterable[Exhibit]) -> Iterator[tuple[str, str]]:
    """A row for each event; renewals of leases that follow each other are one."""
    for (event, person, counts), some in groupby(entries, lambda one: (one.event, one.person, one.counts)):
        if event != _RENEWED:
            yield from ((told.when(_at(one.ts)), "\n".join(_event(told, one))) for one in some)
            continue
        all_ = list(some)
        times = f", {len(all_)} times to {told.when(_at(all_[-1].ts))}" if len(all_) > 1 else ""
        right = "" if counts else " (had no right to it: it changes nothing)"
        yield told.when(_at(all_[0].ts)), f"{told.name(person)}: at work on it{times}{right}"


def _event(told: _Told, one: Exhibit) -> Iterator[str]:
    right = "" if one.counts else " (had no right to it: it changes nothing)"
    yield f"{told.name(one.person)}: {_words(one.event)}{right}"
    changed = {change.field for change in one.changes}
    for change in one.changes:
        yield _change(told, change)
    rest: Mapping[str, object] = {name: value for name, value in one.payload.items() if name not in changed | _IDS}
    for name, value in rest.items():
        yield f"{_words(name)}: {told.value(name, _said(told, value))}"


def _said(told: _Told, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return plain(value, told.bundle.people, _LONGEST) if isinstance(value, str) and value else str(value or "")


def _change(told: _Told, change: Change) -> str:
    """What changed; with the thing's name only where that is not plain."""
    of, new = change.of.partition(" ")[0], told.value(change.field, change.after)
    before = f" (before: {told.value(change.field, change.before)})" if change.before is not None else ""
    return f"{of}, {_words(change.field)}: {new}{before}"


def _reply(told: _Told, one: Reply) -> tuple[str, str]:
    words = plain(one.text, told.bundle.people, _LONGEST) if one.text else told.gone
    return told.when(_at(one.ts)), f"{told.name(one.person)}: {words}"


def _proof(entries: Iterable[Exhibit]) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(entries, 1):
        hashes = {"event": one.content, "chain": one.hash, "record": one.record or "later than the desk was complete"}
        told = "<br>".join(f"{name} <code>{safe(value)}</code>" for name, value in hashes.items())
        where = safe(f"ts {one.ts}, channel {one.channel}, by {one.person}, about {', '.join(one.about)}")
        yield f"{number}. {_words(one.event)}", f"{where}<br>{told}"


def _at(ts: str) -> datetime:
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int(micros or 0))


def _words(name: str) -> str:
    return name.replace("_", " ")
