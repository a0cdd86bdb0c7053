"""Two desks on real files, after a night that each saw otherwise: they agree once complete, and a lack is named."""

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from console.domain import events
from console.domain.messages import Batch, Entry, Message, Position, Stretch
from console.domain.proof import Difference, Held, Proof, brought, compare, sums_of
from console.domain.words import AgeBand, Audience, ChatOutcome, Duty, Home, Risk, Role, RuleLevel
from tests.builders import CHANNELS, at, entry
from tests.store.wired import ADMIN, HOMES, RealLog, plain, real_log, wired

END = at(10 * 3_600)
NIGHTS, WITHHELD = 20, 15  # 1,000 tries without files are in tests/domain/test_proof.py
EVENTS = 90
CHATS = tuple(f"c{n}" for n in range(8))
PEOPLE = ("UC1", "UC2", "ULEAD", "UDOC", "UPLAT")


def happening(chance: random.Random, number: int) -> tuple[str, events.Event]:
    """Something that happens in a night: the channel, and what it is."""
    chat, case = chance.choice(CHATS), chance.choice(("k1", "k2"))
    choices: tuple[tuple[str, Callable[[], events.Event]], ...] = (
        ("C0QUEUE", lambda: events.ChatOpened(chat, "quiet-otter", AgeBand.TEEN, chance.choice(list(Risk)))),
        ("C0QUEUE", lambda: events.ChatUpdated(chat, chance.choice(list(Risk)))),
        ("C1LOG", lambda: events.ChatTaken(chat)),
        ("C1LOG", lambda: events.LeaseRenewed((chat,))),
        ("C1LOG", lambda: events.ChatNoted(chat, f"note {number}")),
        ("C1LOG", lambda: events.ChatClosed(chat, ChatOutcome.HELPED)),
        ("C1LOG", lambda: events.DutyStarted("s1", Duty.COUNSELLOR)),
        ("C1LOG", lambda: events.TaskDone("t1")),
        ("C2UPD", lambda: events.RulePublished("R1", f"v{number}", "body", RuleLevel.MUST, (Audience.ADULTS,))),
        ("C3MAIN", lambda: events.RoleGiven(chance.choice(PEOPLE), chance.choice(list(Role)))),
        ("C3MAIN", lambda: events.TaskPlanned("t1", "s1", f"task {number}")),
        ("C3MAIN", lambda: events.RosterPublished("s1", "Night", at(0), END, ("UC1:counsellor",))),
        ("C4CASES", lambda: events.CaseFlagged(case, "quiet-otter", Risk.B, summary=f"summary {number}")),
        ("C5ASKS", lambda: events.AskPosted(f"a{number}", "question", chat)),
    )
    channel, made = chance.choice(choices)
    return channel, made()


class Night:
    """What Slack holds in the end, and everything that it ever said of it, each as a desk may hear it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.told: list[Batch] = []
        self.holds: dict[Position, Message] = {}
        self.repeated: set[Position] = set()
        roles = {"UPLAT": Role.PLATFORM, "ULEAD": Role.LEAD, "UC1": Role.COUNSELLOR, "UDOC": Role.CLINICIAN}
        for n, (who, role) in enumerate(roles.items()):
            self._post(entry(events.RoleGiven(who, role), "UADMIN", n - 900, channel="C3MAIN"))
        moments = sorted(chance.sample(range(1, 10 * 3_600 - 200), EVENTS))
        for number, second in enumerate(moments):
            channel, event = happening(chance, number)
            self._post(entry(event, chance.choice(PEOPLE), second, channel=channel))
            if number % 9 == 0:
                self.holds_plain(plain("good night", second + 0.5, channel=channel))
            self._change(chance.random(), second)

    def _post(self, one: Entry) -> None:
        self.holds_plain(wired(one))
        self._last = one

    def holds_plain(self, message: Message) -> None:
        self.holds[message.position] = message
        self.told.append(Batch((message,)))

    def _change(self, dice: float, second: float) -> None:
        """Some are said twice, some are edited, some are deleted again."""
        last = self._last
        if dice < 0.08:
            again = Entry(
                Position(at(second + 0.7), last.position.channel), last.author, last.id, last.event, None, None
            )
            self.holds_plain(wired(again))
            self.repeated |= {last.position, again.position}
        elif dice < 0.16 and not isinstance(last.event, events.RoleGiven):
            other = events.ChatNoted(CHATS[0], f"edited {second}")
            edited = wired(Entry(last.position, last.author, last.id, other, None, None), edited=True)
            self.holds_plain(edited)
        elif dice < 0.24:
            del self.holds[last.position]
            self.told.append(Batch(removed=(last.position,)))

    def heard(self) -> Iterator[Batch]:
        """What a desk hears live: with the network gone now and then, in another order, and some of it twice."""
        there, batches = True, list[Batch]()
        for batch in self.told:
            if self.chance.random() < 0.1:
                there = not there
            if there:
                batches += [batch] * self.chance.choice((1, 1, 1, 2))
        for at_ in range(0, len(batches) - 3, 3):  # late ones, by a few places
            batches[at_ : at_ + 3] = self.chance.sample(batches[at_ : at_ + 3], 3)
        yield from batches

    def history(self) -> Iterator[Batch]:
        """All that Slack holds, as a desk reads it again: channel by channel, in stretches of any length."""
        for channel in self.chance.sample(list(CHANNELS), len(CHANNELS)):
            edges = [at(-1_000), *(at(s) for s in sorted(self.chance.sample(range(36_000), 4))), END]
            stretches = list(itertools.pairwise(edges))
            for start, end in self.chance.sample(stretches, len(stretches)):
                inside = [
                    one for place, one in self.holds.items() if place.channel == channel and start < place.at <= end
                ]
                yield Batch(stretches=(Stretch(channel, start, end, tuple(inside)),))


def held(log: RealLog) -> Held:
    return log.run(log.log.held(HOMES, END))


def compared(theirs: Held, here: Held) -> Proof:
    return compare(theirs.digest, sums_of(theirs), here)


def rows(log: RealLog) -> object:
    return log.run(log.log.open_rows(at(-10_000)))


@pytest.mark.parametrize("seed", range(NIGHTS))
def test_two_desks_agree_once_both_are_complete_and_name_what_one_lacks(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    night = Night(chance)
    with ExitStack() as stack:
        desks = [stack.enter_context(real_log(tmp_path / f"{name}.db")) for name in ("one", "two")]
        for log in desks:
            log.append(people=(ADMIN,))
            for batch in night.heard():
                log.run(log.log.append(batch))
        for log in desks:
            for batch in night.history():
                log.run(log.log.append(batch))
        one, two = map(held, desks)
        assert compared(one, two) == compared(two, one) == Proof(True)
        assert rows(desks[0]) == rows(desks[1])
        able = [one for one in night.holds.values() if one.sum is not None and one.position not in night.repeated]
        for message in chance.choices(able, k=WITHHELD):
            _withheld(desks[1], message, one)


def _withheld(log: RealLog, message: Message, whole: Held) -> None:
    """A desk that lacks one message never agrees; the lack is named there by its hour, and here by the message."""
    place = message.position
    log.append(removed=(place,))
    without = held(log)
    hour = place.at.replace(minute=0, second=0, microsecond=0)
    assert compared(without, whole) == Proof(False, (Difference(place.channel, hour, place),))
    proof = compared(whole, without)
    assert proof == Proof(False, (Difference(place.channel, hour),))
    log.append(message)
    assert brought(proof, without, held(log)) == (place,)
    assert compared(whole, held(log)).agrees


def test_the_homes_of_these_nights_are_all_there_are() -> None:
    assert set(HOMES.values()) == set(Home)
    assert END - at(0) < timedelta(hours=24)
