"""The people of the workspace as rows: who has which role, since when and by whom, and what is to be confirmed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

import msgspec

from console.desk import View
from console.domain.giving import limit_of, who_gives
from console.domain.people import TAKERS, Doubt, Doubtful, Grant
from console.domain.roster import DutyState
from console.domain.words import Role
from console.ui.deeds import marks_of_people
from console.ui.drawing import Chip
from console.ui.text import one_line
from console.ui.times import near

ROLE_WORDS: Final = {
    Role.LEAD: "Lead",
    Role.COUNSELLOR: "Counsellor",
    Role.MODERATOR: "Moderator",
    Role.CLINICIAN: "Clinician",
    Role.HOST: "Host",
    Role.SUPPORT: "Support",
    Role.PLATFORM: "Platform",
}
ALLOWS: Final = {
    Role.LEAD: "Works on every chat, plans shifts, lifts limits, gives roles, signs the handover, writes templates.",
    Role.COUNSELLOR: "Takes chats and works on them.",
    Role.MODERATOR: "Takes chats, decides posts.",
    Role.CLINICIAN: "Takes chats, decides posts, writes the posting rules and templates.",
    Role.HOST: "Hosts the live forum; reads rules, does tasks, flags cases.",
    Role.SUPPORT: "Stands by in the live forum; reads rules, does tasks, flags cases.",
    Role.PLATFORM: "For the chat platform itself: it opens and ends chats.",
}
DOUBTFUL, GIVERS, STAFF, NO_ROLE = range(4)
SECTIONS: Final = ("To look at", "Admins and leads", "With a role", "Without a role")
_SIGNS: Final = {DutyState.ON: "on", DutyState.PAUSED: "break"}
_SAID: Final = {"on": "on duty", "break": "on a break", "off": "not on duty"}
_LONG_AGO: Final = timedelta(days=300)  # a day without its year could then be any year's


class PersonRow(msgspec.Struct, frozen=True):
    """A person, or the name of a section (no person). ``load`` is ``2/3``: chats held, and how many may be."""

    key: str
    name: str
    person: str = ""
    chips: tuple[Chip, ...] = ()
    line: str = ""
    load: str = ""
    sign: str = "off"

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section."""
        return not self.person

    @property
    def words(self) -> str:
        """The row in plain words, for the screen reader and for the search."""
        if self.heading:
            return self.name
        chips = ", ".join(chip.text for chip in self.chips)
        load = f"holds {self.load.replace('/', ' of ')} chats" if self.load else ""
        return ", ".join(part for part in (self.name, chips, self.line, load, _SAID[self.sign]) if part)


class PeopleNow(msgspec.Struct, frozen=True):
    """All that the page of the people is made of at a moment; ``holdings`` counts the chats each person holds."""

    view: View
    now: datetime
    zone: tzinfo
    holdings: Mapping[str, int] = msgspec.field(default_factory=Counter)

    def name(self, person: str) -> str:
        """What somebody is called here."""
        return "you" if person == self.view.me else one_line(self.view.name(person), 60)

    def at(self, moment: datetime) -> str:
        """A moment, with its year when it is long ago."""
        there = moment.astimezone(self.zone)
        return f"{there.day} {there:%b %Y}" if self.now - moment > _LONG_AGO else near(moment, self.now, self.zone)


def rows_of(people: PeopleNow, search: str = "") -> list[PersonRow]:
    """Everybody who has a role, could be given one or gives them, in their sections; what is searched for, if given."""
    doubts: dict[str, list[Doubtful]] = {}
    for one in people.view.people.doubtful():
        doubts.setdefault(one.person, []).append(one)
    signs, marks = _signs(people), marks_of_people(people.view.waiting)
    found: list[list[PersonRow]] = [[] for _ in SECTIONS]
    words = search.casefold().split()
    for person in _everybody(people, doubts):
        section, row = _row(people, person, doubts.get(person, ()), signs.get(person, "off"), marks.get(person))
        said = row.words.casefold()
        if all(word in said for word in words):
            found[section].append(row)
    lines: list[PersonRow] = []
    for section, rows in enumerate(found):
        if rows:
            lines.append(PersonRow(f"section {section}", f"{SECTIONS[section]} · {len(rows):,}"))
            lines += sorted(rows, key=lambda row: (row.sign == "off", row.name.casefold(), row.person))
    return lines


def to_confirm(view: View) -> int:
    """How many roles this desk's person should look at; none for somebody who could change none."""
    gives = view.me in view.people.admins or Role.LEAD in view.people.roles_now(view.me)
    return len(view.people.doubtful()) if gives else 0


def rights_of(view: View, now: datetime) -> str:
    """What this desk's person may do on the page of the people, and who may do the rest."""
    who = who_gives(view, now, to=view.me) or "nobody that this desk knows"
    if view.me in view.people.admins:
        return "You are an admin of the workspace: you give and take every role."
    if Role.LEAD in view.people.roles_now(view.me):
        admins = ", ".join(sorted(one_line(view.name(one), 60) for one in view.people.admins)) or "none is known"
        return (
            f"You are lead: you give and take every role but lead. That one is for admins of the workspace: {admins}."
        )
    return f"You can look here. Roles are given and taken by admins of the workspace and leads: {who}."


def doubt_words(people: PeopleNow, one: Doubtful) -> str:
    """What is in doubt about a role, in one sentence."""
    role, by, at = ROLE_WORDS[one.role], people.name(one.by), people.at(one.at.at)
    match one.doubt:
        case Doubt.RESTS:
            return f"{role} counts, and rests on {by} ({at}), who is neither admin nor lead now."
        case Doubt.LAPSED if one.oneself:
            them = "yourself" if one.by == people.view.me else "themselves"
            return f"{role} does not count: {by} gave it to {them} ({at}), without a right to do so."
        case Doubt.LAPSED:
            return f"{role} does not count: given by {by} ({at}), {_no_right(people, one)}."
        case Doubt.BACK:
            return f"{role} counts again: taken by {by} ({at}), {_no_right(people, one)}."


def _doubts_line(people: PeopleNow, doubts: Iterable[Doubtful]) -> str:
    """The same in a line for all of somebody's roles: those that stand alike are named together."""
    alike: dict[tuple[Doubt, str], list[str]] = {}
    for one in doubts:
        alike.setdefault((one.doubt, one.by if not one.oneself else ""), []).append(ROLE_WORDS[one.role])
    found = []
    for (doubt, by), roles in alike.items():
        many = len(roles) > 1
        who, several = people.name(by), " and ".join(filter(None, (", ".join(roles[:-1]), roles[-1])))
        match doubt:
            case Doubt.RESTS:
                found.append(f"{several} rest{'' if many else 's'} on {who}, who is neither admin nor lead now")
            case Doubt.LAPSED:
                found.append(f"{several} given by {who if by else 'nobody else'} do{'' if many else 'es'} not count")
            case Doubt.BACK:
                found.append(f"{several} taken by {who} count{'' if many else 's'} again")
    return " · ".join(found)


def grant_words(people: PeopleNow, grant: Grant) -> str:
    """Since when and by whom somebody has a role, or from when to when they had it."""
    by = f"given by {people.name(grant.by)}"
    if grant.until is None:
        return f"since {people.at(grant.since.at)}, {by}"
    taken = f", taken by {people.name(grant.taken_by)}" if grant.taken_by else ""
    return f"{people.at(grant.since.at)} to {people.at(grant.until.at)}, {by}{taken}"


def load_of(people: PeopleNow, person: str) -> str:
    """How many chats somebody on shift holds, of how many they may: ``2/3``; nothing for whoever takes none."""
    shift = people.view.shift(people.now)
    if shift is None or person not in shift.people or not people.view.people.roles_now(person) & TAKERS:
        return ""
    return f"{people.holdings.get(person, 0)}/{limit_of(people.view, person, people.now)}"


def _no_right(people: PeopleNow, one: Doubtful) -> str:
    if Role.LEAD in people.view.people.roles_now(one.by):
        return "and only an admin may do that" if one.role is Role.LEAD else "who had no right to at that time"
    return "who is neither admin nor lead now"


def _everybody(people: PeopleNow, doubts: Iterable[str]) -> Iterator[str]:
    """Everybody but those who have left Slack, or are no people, and have nothing to do with roles."""
    view = people.view
    concerned = {person for person in view.people.grants if view.people.roles_now(person)}.union(doubts)
    yield from concerned | view.people.admins
    for person, known in view.persons.items():
        if person not in concerned and person not in view.people.admins and not known.bot and not known.gone:
            yield person


def _row(
    people: PeopleNow, person: str, doubts: Iterable[Doubtful], sign: str, mark: Chip | None
) -> tuple[int, PersonRow]:
    """A person's section, and their row; ``mark`` is how what was done to them here stands with Slack."""
    view = people.view
    doubtful = {one.role: one for one in doubts}
    grants = [grant for grant in view.people.grants.get(person, ()) if grant.until is None]
    grants.sort(key=lambda grant: list(Role).index(grant.role))
    roles = [grant.role for grant in grants]
    chips = [Chip("you", "good")] if person == view.me else []
    chips += [Chip("admin", "good")] if person in view.people.admins else []
    for role in Role:
        if role in doubtful and role in roles:
            chips.append(Chip(f"⚠ {role.value}", "warn"))
        elif role in doubtful:
            chips.append(Chip(f"✗ {role.value} lapsed", "bad"))
        elif role in roles:
            chips.append(Chip(role.value))
    chips += [mark] if mark is not None else []
    known = view.persons.get(person)
    if known is not None and known.gone:
        chips.append(Chip("has left Slack", "bad"))
    if doubtful:
        line = _doubts_line(people, doubtful.values())
        section = DOUBTFUL
    else:
        line = " · ".join(f"{ROLE_WORDS[grant.role]} {grant_words(people, grant)}" for grant in grants)
        section = GIVERS if person in view.people.admins or Role.LEAD in roles else STAFF if roles else NO_ROLE
    line = line or ("no role; gives roles" if section == GIVERS else "no role; sees the desk, changes nothing")
    name = one_line(view.name(person), 60)
    return section, PersonRow(person, name, person, tuple(chips), line, load_of(people, person), sign)


def _signs(people: PeopleNow) -> dict[str, str]:
    """How those stand who are on shift now, by person."""
    shift = people.view.shift(people.now)
    found: dict[str, str] = {}
    for one in () if shift is None else shift.duties:
        sign = _SIGNS.get(one.state)
        if sign is not None and found.get(one.person) != "on":
            found[one.person] = sign
    return found
