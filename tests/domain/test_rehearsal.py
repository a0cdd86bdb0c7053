"""A rehearsal tells what a draft would have touched in the last day, and gives way every few milliseconds."""

from collections.abc import Callable
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import PublishRule
from console.domain.chats import Chat
from console.domain.messages import Entry
from console.domain.rehearsal import SEEN, Rehearsal, Text, of_chats, of_posts, rehearse
from console.domain.screening import Reading
from console.domain.words import AgeBand, Audience, Decision, PostPlace, Risk, Role, RuleKind, RuleLevel
from tests.builders import at, entry, team

WISH = PublishRule("T", "B", RuleLevel.STOP, (Audience.ADULTS,), words=("text me",), kinds=(RuleKind.EMAIL,))
PEOPLE = team(UMOD=Role.MODERATOR)


def chat(name: str, excerpt: str | None, **more: object) -> Chat:
    fields = (AgeBand.ADULT, Risk.C, None, excerpt, False, at(0), at(0))
    return replace(Chat(name, f"alias-{name}", *fields), **more)


def submitted(post: str, text: str, seconds: float, by: str = "UPLAT") -> Entry:
    event = events.PostSubmitted(post, f"alias-{post}", AgeBand.ADULT, PostPlace.FORUM, text)
    return entry(event, by, seconds, channel="C0QUEUE")


def decided(post: str, decision: Decision, seconds: float, by: str = "UMOD") -> Entry:
    return entry(events.PostDecided(post, decision), by, seconds)


def standing() -> float:
    return 0.0


def ticking(step: float) -> Callable[[], float]:
    ticks = count()
    return lambda: next(ticks) * step


def test_the_texts_of_a_day_are_open_chats_and_those_over_since() -> None:
    day = 86_400
    chats = [
        chat("c1", "open"),
        chat("c2", None),
        chat("c3", "closed today", closed_at=at(day)),
        chat("c4", "gone before", ended_at=at(9)),
    ]
    assert [one.text for one in of_chats(chats, at(day + 10))] == ["open", "closed today"]
    assert [one.post for one in of_chats(chats, at(day + 10))] == [False, False]


def test_a_post_comes_with_what_was_decided_last_by_those_who_may() -> None:
    entries = [
        submitted("p0", "too early", 5),
        submitted("p1", "one", 10),
        submitted("p1", "again", 11),
        submitted("p2", "two", 12),
        submitted("p3", "", 13),
        submitted("p4", "not the platform's", 14, by="UC1"),
        decided("p1", Decision.HOLD, 20),
        decided("p1", Decision.PUBLISH, 30),
        decided("p2", Decision.HOLD, 31, by="UC1"),
        decided("p0", Decision.HOLD, 32),
        entry(events.PostTaken("p1"), "UMOD", 33),
    ]
    assert of_posts(entries, PEOPLE, at(10)) == (
        Text("p1", "alias-p1", AgeBand.ADULT, "one", at(10), None, Decision.PUBLISH, at(30)),
        Text("p2", "alias-p2", AgeBand.ADULT, "two", at(12)),
    )


def test_a_rehearsal_tells_where_and_counts_by_what_was_decided() -> None:
    posts = of_posts(
        [
            submitted("p1", "please text me", 1),
            submitted("p2", "text me", 2),
            submitted("p3", "write to fox@example.org", 3),
            submitted("p4", "hello", 4),
            decided("p1", Decision.PUBLISH, 5),
            decided("p2", Decision.PUBLISH, 6),
        ],
        PEOPLE,
        at(0),
    )
    chats = of_chats([chat("c1", "text me, or text me"), chat("c2", "text me", age_band=AgeBand.TEEN)], at(9))
    (found,) = rehearse(WISH, [*chats, *posts], at(9), {}, standing)
    assert (found.posts, found.chats, found.done) == (4, 2, True)
    assert [(one.text.of, one.spans) for one in found.touched] == [
        ("p3", ((9, 24),)),
        ("p2", ((0, 7),)),
        ("p1", ((7, 14),)),
        ("c1", ((0, 7), (12, 19))),
    ]
    assert found.decisions == {Decision.PUBLISH: 2, None: 1}
    (nothing,) = rehearse(WISH, [], at(9), {}, standing)
    assert (nothing.read, nothing.done, nothing.decisions) == (0, True, {})


def test_it_gives_way_every_few_milliseconds_and_reads_each_text_once() -> None:
    texts = of_chats([chat(f"c{n}", f"text me {n}") for n in range(5)], at(9))
    readings: dict[str, Reading] = {}
    steps = list(rehearse(WISH, texts, at(9), readings, ticking(0.002)))
    assert [(one.read, len(one.touched), one.done) for one in steps] == [
        (2, 2, False),
        (4, 4, False),
        (5, 5, True),
    ]
    assert steps[-1].seconds > steps[0].seconds > 0
    before = dict(readings)
    list(rehearse(replace(WISH, words=("other",)), texts, at(9), readings, standing))
    assert all(readings[text] is reading for text, reading in before.items())


@given(st.integers(0, 40), st.sampled_from((0.0, 0.001, 0.01)))
def test_however_often_it_gives_way_it_finds_the_same(many: int, step: float) -> None:
    texts = of_chats([chat(f"c{n}", "text me" if n % 3 else "hello") for n in range(many)], at(9))

    def last(clock: Callable[[], float]) -> Rehearsal:
        return list(rehearse(WISH, texts, at(9), {}, clock))[-1]

    assert last(ticking(step)).touched == last(standing).touched


def test_of_very_many_texts_the_newest_are_looked_at() -> None:
    texts = [Text(f"p{n}", "alias", AgeBand.ADULT, "hello", at(n)) for n in range(SEEN + 3)]
    *_, found = rehearse(WISH, texts, at(9), {}, standing)
    assert (found.posts, found.done) == (SEEN, True)
