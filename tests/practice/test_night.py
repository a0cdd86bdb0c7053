"""The practice night, judged by the domain's own fold."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from console.domain import events
from console.domain.blind import pairs
from console.domain.chats import Chat, ChatState
from console.domain.filling import unfilled
from console.domain.ledger import Folded, fold_subject
from console.domain.messages import Entry
from console.domain.opinions import Stand
from console.domain.people import People
from console.domain.posts import Post, PostState, account
from console.domain.rules import Rule
from console.domain.screening import Screen, read
from console.domain.subjects import PEOPLE as PEOPLE_SUBJECT
from console.domain.subjects import Kind, Subject, subjects_of
from console.domain.templates import Template
from console.domain.templating import again, unfit
from console.domain.words import Decision, Home, Risk
from console.practice.night import night, night_starts
from console.practice.people import ABARA, ADMIN, HALE, NIGHT_STAFF, NOVAK, OKAFOR, OWNER
from console.practice.player import DEFAULT_START
from console.practice.server import Practice
from console.slack.wire import message_of

HOMES = {f"C0HOME{number:04d}": home for number, home in enumerate(Home, 1)}
MORNING = night_starts() + timedelta(hours=10, minutes=30)


def _entries(practice: Practice) -> list[Entry]:
    """All that counts, read as a desk reads it."""
    entries = []
    for channel in practice.workspace.channels.values():
        for raw in channel.messages.values():
            message = message_of(raw, channel.id, HOMES)
            assert message is not None
            if channel.id in HOMES:
                assert isinstance(message.content, Entry), message.content
                entries.append(message.content)
    return sorted(entries, key=lambda entry: entry.position)


def _fold(practice: Practice) -> Mapping[Subject, Folded]:
    entries = _entries(practice)
    roles = fold_subject(PEOPLE_SUBJECT, [e for e in entries if PEOPLE_SUBJECT in subjects_of(e)], _admins())
    assert roles is not None
    assert isinstance(roles.row, People)
    about: dict[Subject, list[Entry]] = {}
    for entry in entries:
        for subject in subjects_of(entry):
            about.setdefault(subject, []).append(entry)
    folded = {subject: fold_subject(subject, found, roles.row) for subject, found in about.items()}
    return {subject: row for subject, row in folded.items() if row is not None}


def _admins() -> People:
    return People(frozenset((ADMIN.id, OWNER.id)))


def _chats(practice: Practice) -> list[Chat]:
    return [row.row for subject, row in _fold(practice).items() if subject.kind is Kind.CHAT if row.row is not None]  # type: ignore[misc]


@pytest.fixture
async def whole() -> AsyncIterator[Practice]:
    """The whole night, already over, without a person at any desk."""
    async with Practice(start=MORNING, desks=()) as practice:
        yield practice


@pytest.fixture
async def desk() -> AsyncIterator[Practice]:
    """The night as it stands at a quarter past two, on a clock that stands still."""
    async with Practice(speed=0.0) as practice:
        yield practice


@pytest.mark.parametrize("seed", range(5))
def test_a_seed_always_makes_the_same_night(seed: int) -> None:
    assert night(seed, DEFAULT_START, [NOVAK]) == night(seed, DEFAULT_START, [NOVAK])
    assert night(seed) != night(seed + 1)


@pytest.mark.parametrize("seed", range(5))
def test_about_ninety_chats_with_a_plausible_spread_of_risk(seed: int) -> None:
    opened = [step.what for step in night(seed) if isinstance(step.what, events.ChatOpened)]
    assert 85 <= len(opened) <= 95
    risks = Counter(chat.risk for chat in opened)
    assert risks[Risk.A] <= 8
    assert risks[Risk.D] > risks[Risk.B]
    assert set(risks) == set(Risk)
    assert len({chat.alias for chat in opened}) == len(opened)


def test_twenty_five_rules_of_which_three_change() -> None:
    steps = night(1)
    rules = {step.what.rule for step in steps if isinstance(step.what, events.RulePublished)}
    changed = [
        step.what
        for step in steps
        if step.at >= night_starts() and isinstance(step.what, events.RulePublished | events.RuleWithdrawn)
    ]
    assert len(rules) == 25
    assert [change.rule for change in changed] == ["R14", "R31", "R16"]


async def test_five_templates_are_fit_touch_no_rule_and_answer_who_is_declined(whole: Practice) -> None:
    rows = [one.row for one in _fold(whole).values()]
    templates = {one.template: one for one in rows if isinstance(one, Template)}
    assert len(templates) == 5
    for one in templates.values():
        assert unfit(again(one.template, one.latest)) is None
    screen = Screen([one for one in rows if isinstance(one, Rule)], DEFAULT_START)
    assert not [one.latest.title for one in templates.values() if screen.touched(read(one.latest.body), None)]
    told = [one.decided for one in rows if isinstance(one, Post) and one.decided is not None]
    declined = [one for one in told if one.decision is Decision.DECLINE]
    assert declined
    for decided in declined:
        assert decided.message
        assert unfilled(decided.message) == ()
        assert templates[decided.template or ""].used == {decided.template_of: len(declined)}


def test_ten_people_and_a_gap_are_on_the_roster() -> None:
    roster = next(step.what for step in night(1) if isinstance(step.what, events.RosterPublished))
    assert len([duty for duty in roster.duties if not duty.startswith(":")]) == 10
    assert ":moderator" in roster.duties


@pytest.mark.parametrize("desk", NIGHT_STAFF, ids=lambda person: person.name)
def test_nobody_acts_by_script_at_a_desk_that_a_person_has(desk: object) -> None:
    for step in night(1, DEFAULT_START, [desk]):  # type: ignore[list-item]
        assert step.author is not desk or step.at < DEFAULT_START


async def test_every_event_of_the_night_counts(whole: Practice) -> None:
    for subject, folded in _fold(whole).items():
        assert not folded.not_entitled, (subject, folded.not_entitled)
        if subject.kind is not Kind.POST:
            assert folded.row is not None, subject


async def test_posts_are_decided_in_every_way_and_all_accounted_for(whole: Practice) -> None:
    rows = {subject.key: row.row for subject, row in _fold(whole).items() if subject.kind is Kind.POST}
    posts = [row for row in rows.values() if isinstance(row, Post)]
    made = [one for post in posts for one in (*post.earlier, post.decided) if one is not None]
    assert {one.decision for one in made} == set(Decision)
    found = account(posts, MORNING)
    assert found.total() == len(posts) == len(rows)
    assert found[PostState.WAITING] > 0, "something is left for whoever practises"
    assert [post.post for post in posts if post.before is not None] == ["p22"]
    assert [one.stand for post in posts for one in post.opinions] == [Stand.DISAGREED]
    assert [one.review.stands for one in made if one.review is not None].count(False) == 1
    assert sorted(pair.alike for pair in pairs(posts)) == [False, True, True]
    assert all(one.message for one in made if one.decision is Decision.DECLINE)


async def test_no_chat_is_forgotten_by_the_morning(whole: Practice) -> None:
    chats = _chats(whole)
    assert len(chats) == 90
    assert [chat for chat in chats if not chat.closed] == []


@pytest.mark.parametrize("seed", range(1, 6))
async def test_only_the_lease_that_is_meant_to_run_out_does(seed: int) -> None:
    async with Practice(seed=seed, start=MORNING, desks=()) as practice:
        chats = _chats(practice)
        entries = _entries(practice)
    takes = Counter(entry.event.chat for entry in entries if isinstance(entry.event, events.ChatTaken))
    given = (events.ChatReleased, events.ChatPassed, events.ChatReopened)
    again = {entry.event.chat for entry in entries if isinstance(entry.event, given)}
    assert {chat for chat, count in takes.items() if count > 1} - again == {"c10"}
    assert [chat.chat for chat in chats if not chat.closed] == []


async def test_the_desk_at_a_quarter_past_two(desk: Practice) -> None:
    chats = {chat.alias: chat for chat in _chats(desk)}
    waiting = [chat for chat in chats.values() if chat.state_at(DEFAULT_START) is ChatState.WAITING]
    waiting.sort(key=lambda chat: (chat.risk, chat.waiting_since(DEFAULT_START)))
    assert [(chat.risk, chat.alias) for chat in waiting] == [
        (Risk.A, "quiet-otter"),
        (Risk.B, "paper-lantern"),
        (Risk.C, "north-tram"),
        (Risk.D, "blue-kettle"),
        (Risk.E, "slow-harbour"),
    ]
    assert DEFAULT_START - waiting[0].waiting_since(DEFAULT_START) == timedelta(seconds=42)
    mine = {chat.alias for chat in chats.values() if chat.holder_at(DEFAULT_START) == NOVAK.id}
    assert mine == {"green-compass", "tall-fern"}
    assert chats["red-bicycle"].holder_at(DEFAULT_START) == HALE.id


@pytest.mark.parametrize("seed", range(1, 6))
async def test_any_seed_leaves_two_held_chats_and_five_waiting(seed: int) -> None:
    async with Practice(seed=seed, speed=0.0) as practice:
        chats = _chats(practice)
    assert sum(chat.state_at(DEFAULT_START) is ChatState.WAITING for chat in chats) == 5
    assert sum(chat.holder_at(DEFAULT_START) == NOVAK.id for chat in chats) == 2


async def test_scripted_staff_keep_their_hands_off_a_chat_that_a_desk_took(desk: Practice) -> None:
    desk.post("shift-log", NOVAK, events.ChatTaken("c7"))
    assert desk.player._held.fits(OKAFOR.id, DEFAULT_START, events.ChatTaken("c7")) is None
    assert desk.player._held.fits(OKAFOR.id, DEFAULT_START, events.ChatNoted("c7", "hm")) is None
    later = DEFAULT_START + timedelta(minutes=6)
    assert desk.player._held.fits(ABARA.id, later, events.ChatTaken("c7")) is not None


async def test_asks_are_answered_in_their_threads(whole: Practice) -> None:
    channel = whole.workspace.named("online-team-thread")
    assert sorted(len(replies) for replies in channel.threads.values()) == [1, 1, 1, 2, 2]


async def test_the_night_is_played_as_the_clock_reaches_it() -> None:
    async with Practice(start=datetime(2026, 11, 20, 7, 30, tzinfo=UTC), speed=10_000.0) as practice:
        before = sum(len(channel.messages) for channel in practice.workspace.channels.values())
        await practice.player.played()
        assert practice.player.done
        after = sum(len(channel.messages) for channel in practice.workspace.channels.values())
    assert after > before


async def test_a_clock_that_stood_still_goes_on_when_it_is_hurried() -> None:
    async with Practice(start=datetime(2026, 11, 20, 7, 30, tzinfo=UTC), speed=0.0) as practice:
        practice.clock.run_at(10_000.0)
        practice.player.hurry()
        await practice.player.played()


def test_a_night_in_which_the_clocks_go_back_is_eleven_hours_long_and_otherwise_the_same() -> None:
    usual, longer = night(1), night(1, day=date(2026, 10, 24))
    plans = [step.what for step in longer if isinstance(step.what, events.RosterPublished)]
    assert {plan.shift: plan.ends - plan.starts for plan in plans} == {
        "2026-10-24-night": timedelta(hours=11),
        "2026-10-25-early": timedelta(hours=8),
    }
    assert [step.what for step in usual if isinstance(step.what, events.ChatOpened)][:20] == [
        step.what for step in longer if isinstance(step.what, events.ChatOpened)
    ][:20]
