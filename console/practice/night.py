"""The practice night: one whole night of the service as timed steps, the same ones for the same seed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from console.domain.events import (
    AskPosted,
    CaseFlagged,
    CaseUpdated,
    DutyEnded,
    DutyPaused,
    DutyStarted,
    RoleGiven,
    RosterPublished,
    RuleAcknowledged,
    RulePublished,
    RuleReplaced,
    RuleWithdrawn,
    TaskDone,
    TaskPlanned,
    TemplateSet,
)
from console.domain.words import AgeBand, Duty, Intent, Risk, Role
from console.practice.chats import Chats, Plan, planned
from console.practice.people import (
    ABARA,
    ADMIN,
    BRANDT,
    EARLY_STAFF,
    EVERYBODY,
    FARROW,
    HALE,
    IYER,
    LINDQVIST,
    MOREAU,
    NIGHT_STAFF,
    NOVAK,
    OKAFOR,
    OSEI,
    WHITLOCK,
    Staff,
    find_person,
)
from console.practice.posts import posts
from console.practice.script import LONDON, Script, Step
from console.practice.texts import ALL, ASKS, BY_HAND, CHALLENGE, CONTACT_BODY, RULES, TASKS, RuleText
from console.practice.wordings import TEMPLATES

NIGHT: Final = date(2026, 11, 19)  # the practice night begins at 22:00 on this day, unless another is chosen
SHIFT: Final = f"{NIGHT}-night"
EARLY: Final = f"{NIGHT + timedelta(days=1)}-early"
ORDINARY_CHATS: Final = 78

_DUTIES: Final = {
    OKAFOR: Duty.LEAD,
    IYER: Duty.CLINICIAN,
    BRANDT: Duty.MODERATOR,
    LINDQVIST: Duty.HOST,
    MOREAU: Duty.SUPPORT,
    WHITLOCK: Duty.LEAD,
}
_BREAKS: Final = (
    (LINDQVIST, "23:30", "00:00"),
    (NOVAK, "00:14", "00:39"),
    (HALE, "00:30", "00:55"),
    (ABARA, "01:00", "01:25"),
    (OSEI, "01:20", "01:40"),
    (BRANDT, "02:00", "02:20"),
    (FARROW, "02:50", "03:15"),
    (MOREAU, "03:50", "04:15"),
    (OKAFOR, "04:20", "04:40"),
    (IYER, "04:50", "05:20"),
)


def night_starts(day: date = NIGHT) -> datetime:
    """When the night of that day begins: 22:00 in London, in UTC."""
    return datetime.combine(day, time(22), LONDON).astimezone(UTC)


def night(seed: int, until: datetime | None = None, desks: Sequence[Staff] = (), day: date = NIGHT) -> list[Step]:
    """All steps in order of time; after ``until`` nobody of ``desks`` acts, and colleagues do their part.

    ``day`` is the one on which it begins.

    About 90 chats, 25 rules of which three change in the night, five templates, a roster of ten with a gap, tasks,
    asks with answers, posts, a case, and words written by hand.
    """
    script = Script(seed, night_starts(day))
    ends = script.at("08:00")
    until = ends + timedelta(days=1) if until is None else until
    you = next((desk for desk in desks if desk in NIGHT_STAFF and Role.HOST not in desk.roles), NOVAK)

    def there(person: Staff, at: datetime) -> bool:
        return person not in desks or at < until

    def free(person: Staff, at: datetime) -> bool:
        away = any(who is person and script.at(begin) <= at < script.at(end) for who, begin, end in _BREAKS)
        return there(person, at) and not away

    _prepare(script)
    rules = _rules(script)
    _duties(script)
    _changes(script, rules)
    _tasks(script)
    _talk(script, you)
    posts(script, rules, _templates(script))
    _case(script)
    staff = (NOVAK, HALE, ABARA, MOREAU, FARROW, OSEI)
    pieces = _pieces(script, you)
    ordinary = planned(script, ORDINARY_CHATS, [piece.alias for piece in pieces])
    Chats(script, staff, free, there).play([*pieces, *ordinary])
    return sorted((step for step in script.steps if there(step.author, step.at)), key=lambda step: step.at)


def _prepare(script: Script) -> None:
    """What was there before: everybody's roles, and the rosters of this night and the next shift."""
    at = script.starts - timedelta(days=18)
    for person in sorted(EVERYBODY, key=lambda person: Role.LEAD not in person.roles):
        for role in person.roles:
            at += script.soon(4, 20)
            script.add(at, ADMIN, RoleGiven(person.id, role))
    at = script.starts - timedelta(days=1, hours=5)
    tonight = [f"{person.id}:{_duty(person)}" for person in NIGHT_STAFF]
    roster = RosterPublished(
        script.shift,
        "Night shift",
        script.starts,
        script.at("08:00"),
        (*tonight, f":{Duty.MODERATOR}"),
        (f"{OSEI.id}:{HALE.id}", f"{LINDQVIST.id}:{BRANDT.id}"),
        (f"{LINDQVIST.id}:22:00-00:30",),
    )
    script.add(at, OKAFOR, roster)
    early = tuple(f"{person.id}:{_duty(person)}" for person in EARLY_STAFF)
    ends = script.at("08:00") + timedelta(hours=8)
    script.add(
        at + timedelta(minutes=9), WHITLOCK, RosterPublished(script.early, "Early", script.at("08:00"), ends, early)
    )


def _duty(person: Staff) -> Duty:
    if person in _DUTIES:
        return _DUTIES[person]
    return Duty.MODERATOR if Role.MODERATOR in person.roles else Duty.COUNSELLOR


def _rules(script: Script) -> dict[str, str]:
    """The rules that the clinicians published this month; returns the id of each rule's last event."""
    last = {}
    for number, rule in enumerate(RULES):
        for version, day in enumerate((*rule.older, rule.day), 1):
            at = datetime.combine(script.day - timedelta(days=NIGHT.day - day), time(14, number), LONDON).astimezone(
                UTC
            )
            last[rule.rule] = script.add(at, IYER, _published(script, rule, replaced=version > 1))
    return last


def _published(script: Script, rule: RuleText, *, replaced: bool) -> RulePublished:
    kind = RuleReplaced if replaced else RulePublished
    begins = {"R26": script.at("06:00")}.get(rule.rule)
    until = {
        "R21": script.starts - timedelta(days=4),
        "R27": script.starts + timedelta(days=11, hours=2),
    }.get(rule.rule)
    must_read = True if rule is CHALLENGE else None
    return kind(
        rule.rule,
        rule.title,
        rule.body,
        rule.level,
        rule.audience,
        from_=begins,
        until=until,
        must_read=must_read,
        words=rule.words,
        kinds=rule.kinds,
    )


def _changes(script: Script, rules: dict[str, str]) -> None:
    """The night's three changes: rule 14 in a third version, rule 31 new, rule 16 withdrawn; and who read them."""
    contact = next(rule for rule in RULES if rule.rule == "R14")
    event = RuleReplaced("R14", contact.title, CONTACT_BODY, contact.level, ALL, must_read=True, kinds=contact.kinds)
    at = script.at("23:35")
    rules["R14"] = script.add(at, IYER, event)
    for person in NIGHT_STAFF:
        if person is not IYER:
            read = RuleAcknowledged("R14", 3, rules["R14"])
            script.add(at + script.soon(40, 1_500), person, read)
    at = script.at("01:50")
    rules["R31"] = script.add(at, IYER, _published(script, CHALLENGE, replaced=False))
    first = (IYER, OKAFOR, HALE, MOREAU, FARROW)
    for person in NIGHT_STAFF:
        wait = script.soon(20, 1_300) if person in first else script.soon(1_560, 2_400)
        script.add(at + wait, person, RuleAcknowledged("R31", 1, rules["R31"]))
    script.add(script.at("04:40"), IYER, RuleWithdrawn("R16", "the page has moved"))


def _duties(script: Script) -> None:
    for person in NIGHT_STAFF:
        duty = _duty(person)
        script.add(script.starts + script.soon(-420, 240), person, DutyStarted(script.shift, duty))
        script.add(script.at("08:00") + script.soon(-60, 420), person, DutyEnded(script.shift, duty))
    for person, begins, ends in _BREAKS:
        script.add(script.at(begins), person, DutyPaused(script.shift, _duty(person), script.at(ends)))
        script.add(script.at(ends) + script.soon(-30, 60), person, DutyStarted(script.shift, _duty(person)))
    for person in EARLY_STAFF:
        script.add(script.at("08:00") + script.soon(-600, 120), person, DutyStarted(script.early, _duty(person)))


def _tasks(script: Script) -> None:
    for number, (key, title, due, done, who) in enumerate(TASKS):
        at = script.starts - timedelta(minutes=70 - number)
        person = find_person(who)
        named = person.id if key in ("call-back", "draft", "welcome") else None
        script.add(at, OKAFOR, TaskPlanned(f"t-{key}", script.shift, title, script.at(due), named))
        script.add(script.at(done), person, TaskDone(f"t-{key}"))


def _talk(script: Script, you: Staff) -> None:
    for when, channel, who, text in BY_HAND:
        script.say(script.at(when) + script.soon(0, 50), channel, find_person(who), text)
    for number, (when, who, alias, question, answers) in enumerate(ASKS, 1):
        chat = "c1" if alias else None
        asks = find_person(who) if who else you
        thread = script.add(script.at(when), asks, AskPosted(f"a{number}", question, chat))
        for then, helper, text in answers:
            # Whoever asked does not answer themselves.
            answers_it = find_person(helper) if find_person(helper) is not asks else ABARA
            script.say(script.at(then), "online-team-thread", answers_it, text, thread=thread)


def _templates(script: Script) -> dict[str, tuple[str, int, str]]:
    """The wordings for members; returns by rule (empty: any) which one fits, its version and the id of its event."""
    found: dict[str, tuple[str, int, str]] = {}
    for number, one in enumerate(TEMPLATES):
        for version, body in enumerate(filter(None, (one.older, one.body)), 1):
            at = script.starts - timedelta(days=12 - 3 * version, minutes=10 * number)
            author = OKAFOR if one.older and version > 1 else IYER
            id = script.add(at, author, TemplateSet(one.template, one.title, body, one.rules or None))
            found |= dict.fromkeys(one.rules or ("",), (one.template, version, id))
    return found


def _case(script: Script) -> None:
    flagged = CaseFlagged(
        "k1",
        "copper-willow",
        Risk.B,
        AgeBand.TEEN,
        chat="c9",
        intent=Intent.THOUGHTS_WITHOUT_INTENT,
        category="emotional",
        summary="Third night this week. Has an adult in the house who knows.",
        owner=HALE.id,
        next_check=script.at("02:30"),
        plan="Comes back at half past two, then the morning team rings.",
    )
    script.add(script.at("00:48"), HALE, flagged)
    script.add(script.at("02:34"), HALE, CaseUpdated("k1", next_check=script.at("06:00")))
    script.add(script.at("06:04"), HALE, CaseUpdated("k1", risk=Risk.C, next_check=script.at("08:30")))


def _pieces(script: Script, you: Staff) -> list[Plan]:
    """The chats that stand on the desk at about a quarter past two, and the one whose lease runs out."""

    def piece(  # noqa: PLR0917 - one line of the table below
        chat: str,
        alias: str,
        age: str,
        risk: Risk,
        topic: str,
        excerpt: str,
        opens: str,
        takes: str,
        taker: Staff | None = None,
        minutes: int = 30,
        turn: str = "",
        returning: bool | None = None,
    ) -> Plan:
        at, taken = script.at(opens), script.at(takes)
        keeps = timedelta(minutes=minutes)
        return Plan(chat, alias, AgeBand(age), risk, topic, excerpt, at, keeps, returning, taker, taken, turn)

    return [
        piece("c1", "green-compass", "16-17", Risk.B, "afraid of tomorrow, wants somebody to ring back",
              "can someone stay until its morning", "01:50:30", "01:51:50", you, 75),
        piece("c2", "red-bicycle", "13-15", Risk.D, "friendships", "they all went without me",
              "01:53:10", "01:59:58", HALE, 40),
        piece("c3", "north-tram", "18-24", Risk.C, "argument at home, nobody to call",
              "we shouted and now i am on the stairs", "02:06:49", "02:18:20", ABARA),
        piece("c4", "blue-kettle", "10-12", Risk.D, "exam worry, cannot sleep", "i have a test tomorow and im awake",
              "02:08:20", "02:23:40", MOREAU),
        piece("c5", "paper-lantern", "16-17", Risk.B, "thoughts with intent",
              "can someone text me instead 07700 900123 i cant talk here tonight", "02:10:55", "02:17:05", HALE, 40,
              returning=True),
        piece("c6", "slow-harbour", "25+", Risk.E, "asks about appointments", "how long does it usually take",
              "02:12:40", "02:32:00"),
        piece("c7", "quiet-otter", "13-15", Risk.A, "says they have already acted",
              "i did something and im scared now", "02:13:18", "02:15:25", OKAFOR, 50),
        piece("c8", "tall-fern", "18-24", Risk.D, "feels low in the evenings", "its fine in the day and then it isnt",
              "01:36:00", "01:42:30", you, 70),
        piece("c9", "copper-willow", "16-17", Risk.B, "does not feel safe alone tonight", "me again, sorry",
              "00:31:20", "00:32:30", FARROW, 24, returning=True),
        piece("c10", "still-water", "18-24", Risk.D, "money at home", "we had to move in with my aunt",
              "03:24:00", "03:31:00", OSEI, 25, "forgotten"),
        piece("c11", "long-meadow", "13-15", Risk.A, "somebody may hurt them tonight", "he is outside the door again",
              "05:02:10", "05:02:35", ABARA, 45),
        piece("c12", "round-pebble", "18-24", Risk.C, "cannot stop crying", "i dont even know why its so bad tonight",
              "22:52:00", "22:55:40", None, 30, "released"),
    ]  # fmt: skip
