"""The sums: the digest is what the wire says, and hours show where two desks differ."""

from datetime import UTC, datetime, timedelta

from console.domain import events
from console.domain.digest import added, digest
from console.domain.words import Home, Role
from tests.builders import at
from tests.store.wired import HOMES, RealLog, carried, in_main, opening, plain, wired


def test_repeats_at_one_moment_are_ordered_by_channel(log: RealLog) -> None:
    same = {"v": 2, "id": "a", "chat": "c1"}
    newer = [
        carried("mc_chat_ended", same, 5, channel="C0QUEUE"),
        carried("mc_chat_taken", same, 5, channel="C1LOG"),
    ]
    assert all(message.sum for message in newer)
    log.append(*reversed(newer))
    sums = log.run(log.log.sums(HOMES, at(9)))
    assert (sums["C0QUEUE"], sums["C1LOG"]) == (added([newer[0].sum or b""]), 0)


def test_the_digest_is_what_the_wire_says(log: RealLog) -> None:
    kept = [wired(opening(f"c{n}", n * 1_800)) for n in range(60)]
    roles = [message for message in log.run(log.log.latest(10)) if message.position.channel == "C3MAIN"]
    log.append(*kept, plain("no event", 5, channel="C0QUEUE"))
    for moment in (
        datetime(1970, 1, 1, 0, 20, tzinfo=UTC),
        at(-1),
        at(0),
        at(1_799),
        at(3_600),
        at(30_000),
        at(86_400),
        at(100_000.5),
        at(400_000),
    ):
        trailing = [
            message.sum
            for message in kept
            if moment - timedelta(hours=24) < message.position.at <= moment and message.sum
        ]
        whole = [message.sum for message in roles if message.position.at <= moment and message.sum]
        sums = dict.fromkeys(HOMES, 0) | {"C0QUEUE": added(trailing), "C3MAIN": added(whole)}
        assert log.run(log.log.sums(HOMES, moment)) == sums
        assert log.digest(moment) == digest(sums, ["UADMIN"])


def test_a_whole_channel_is_summed_without_what_came_after(log: RealLog) -> None:
    given = [in_main(events.RoleGiven(f"U{n}", Role.HOST), n * 1_700) for n in range(40)]
    empty = log.run(log.log.sums({"C3MAIN": Home.MOD_MAIN}, at(-1)))["C3MAIN"]
    messages = [wired(one) for one in given]
    log.append(*messages)
    for moment in (0, 1, 3_599, 3_600, 40_000, 70_000, 10_000_000):
        sums = [message.sum for message in messages if message.position.at <= at(moment) and message.sum]
        expected = (empty + added(sums)) % (1 << 256)
        assert log.run(log.log.sums({"C3MAIN": Home.MOD_MAIN}, at(moment))) == {"C3MAIN": expected}


def test_sums_by_the_hour_show_where_two_desks_differ(log: RealLog) -> None:
    one, two = wired(opening("c1", 10)), wired(opening("c2", 7_300))
    log.append(one, two)
    hours = log.run(log.log.hourly_sums("C0QUEUE", at(0), at(3 * 3_600)))
    assert hours == {at(0): added([one.sum or b""]), at(7_200): added([two.sum or b""])}
    assert log.run(log.log.hourly_sums("C0QUEUE", at(3_600), at(7_200))) == {}
    assert log.run(log.log.hourly_sums("C9", at(0), at(7_200))) == {}
    log.append(removed=(two.position,))
    assert list(log.run(log.log.hourly_sums("C0QUEUE", at(0), at(9_000)))) == [at(0)]


def test_what_is_held_at_a_moment_is_what_the_digest_sums(log: RealLog) -> None:
    log.append(*(wired(opening(f"c{n}", n * 1_800)) for n in range(60)), plain("no event", 5, channel="C0QUEUE"))
    held = log.run(log.log.held({**HOMES, "C9NEW": Home.ASKS}, at(100_000)))
    assert held.channels["C0QUEUE"] == added(one.sum for one in held.events["C0QUEUE"])
    assert all(at(100_000) - timedelta(hours=24) < one.at <= at(100_000) for one in held.events["C0QUEUE"])
    assert "C9NEW" not in held.events
    assert log.run(log.log.held(HOMES, at(100_000))).digest == log.digest(at(100_000))
