"""The proof of a handover: never a false agreement, and the message that makes the difference is named."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.digest import added
from console.domain.messages import Position
from console.domain.proof import Difference, Held, Proof, Summed, brought, compare, stretches, sums_of
from tests.builders import at

W = at(12 * 3_600)
CHANNELS = ("C0QUEUE", "C1LOG", "C3MAIN")
Night = dict[str, list[Summed]]


def night(chance: random.Random, events: int = 60) -> Night:
    """Events of the last 24 hours, and one of long ago in the channel that is compared whole."""
    found: Night = {channel: [] for channel in CHANNELS}
    for n in range(events):
        one = Summed(W - timedelta(seconds=chance.uniform(0, 86_000), microseconds=n), chance.randbytes(32))
        found[chance.choice(CHANNELS)].append(one)
    found["C3MAIN"].append(Summed(W - timedelta(days=9), chance.randbytes(32)))
    return found


def held(found: Night, admins: str = "UADMIN") -> Held:
    day = W - timedelta(hours=24)
    return Held(
        W,
        {channel: added(one.sum for one in events) for channel, events in found.items()},
        {channel: tuple(sorted(one for one in events if one.at > day)) for channel, events in found.items()},
        frozenset((admins,)),
    )


def compared(theirs: Held, here: Held) -> Proof:
    return compare(theirs.digest, sums_of(theirs), here)


def test_two_desks_with_the_same_messages_agree() -> None:
    one = held(night(random.Random(1)))
    assert compared(one, one) == Proof(True)


def test_one_message_withheld_is_never_agreed_upon_and_always_named() -> None:
    for seed in range(1_000):
        chance = random.Random(seed)
        found = night(chance)
        channel = chance.choice([name for name in CHANNELS if len(held(found).events[name])])
        missing = chance.choice(held(found).events[channel])
        whole, without = held(found), held({**found, channel: [one for one in found[channel] if one != missing]})
        hour = missing.at.replace(minute=0, second=0, microsecond=0)
        place = Position(missing.at, channel)
        # The incoming desk has one that the other lacks: named at once.
        assert compared(without, whole) == Proof(False, (Difference(channel, hour, place),))
        # It lacks one: its hour is named, and the message as soon as that stretch was read again.
        proof = compared(whole, without)
        assert proof == Proof(False, (Difference(channel, hour),))
        assert brought(proof, without, whole) == (place,)


@given(st.integers(), st.integers(0, 4), st.integers(0, 4))
def test_desks_agree_exactly_when_they_hold_the_same(seed: int, lacking_there: int, lacking_here: int) -> None:
    chance = random.Random(seed)
    found = night(chance, 30)

    def without(count: int) -> Night:
        gone = set(chance.sample([one for events in found.values() for one in events], count))
        return {channel: [one for one in events if one not in gone] for channel, events in found.items()}

    there, here = without(lacking_there), without(lacking_here)
    assert compared(held(there), held(here)).agrees is (there == here)


def test_what_lies_before_the_last_day_is_said_to_lie_there() -> None:
    found = night(random.Random(2))
    without = {**found, "C3MAIN": found["C3MAIN"][:-1]}
    assert compared(held(found), held(without)) == Proof(False, (Difference("C3MAIN", None),))
    assert brought(compared(held(found), held(without)), held(without), held(found)) == ()


def test_a_message_that_reads_otherwise_names_its_hour() -> None:
    found = night(random.Random(3))
    first, *rest = found["C1LOG"]
    edited = {**found, "C1LOG": [first._replace(sum=bytes(31) + b"1"), *rest]}
    hour = first.at.replace(minute=0, second=0, microsecond=0)
    assert compared(held(found), held(edited)) == Proof(False, (Difference("C1LOG", hour),))


def test_a_channel_that_only_one_reads_is_named_and_not_compared() -> None:
    found = night(random.Random(4))
    invited = {**found, "C4CASES": [Summed(W, b"x" * 32)]}
    assert compared(held(invited), held(found)) == Proof(True, unread=("C4CASES",))
    assert compared(held(found), held(invited)) == Proof(True, unread=("C4CASES",))


def test_desks_that_know_other_admins_do_not_agree() -> None:
    found = night(random.Random(5))
    assert compared(held(found, "UOTHER"), held(found)) == Proof(False, admins=False)


def test_sums_that_cannot_be_read_never_agree() -> None:
    one = held(night(random.Random(6)))
    for sums in ((), ("nothing",), ("C1LOG xyz",), ("C1LOG 1 2 3",), ("C1LOG now 7c4a",)):
        assert compare(one.digest, sums, one).agrees is False
    for line in range(len(CHANNELS)):
        lacking = [told for n, told in enumerate(sums_of(one)) if n != line]
        assert compare(one.digest, lacking, one).agrees is False
    changed = replace(one, channels={**one.channels, "C1LOG": one.channels["C1LOG"] + (1 << 64)})
    assert compared(one, changed).agrees is False


def test_each_channel_that_differs_is_read_again_from_its_first_hour_or_whole() -> None:
    first, later = at(3_600), at(7_200)
    places = (("C1LOG", later), ("C1LOG", first), ("C3MAIN", None), ("C3MAIN", first))
    differs = tuple(Difference(channel, hour) for channel, hour in places)
    found = stretches(Proof(False, differs), W)
    assert found == {"C1LOG": first - timedelta(microseconds=1), "C3MAIN": None}
    assert stretches(Proof(True), W) == {}
