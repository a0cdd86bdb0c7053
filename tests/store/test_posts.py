"""Posts of a stretch of time are read back from the log, those and nothing else."""

from console.domain import events
from console.domain.words import AgeBand, Decision, PostPlace, Role
from console.store import posts
from tests.builders import at, entry
from tests.store.wired import RealLog, in_main, opening


def test_what_became_of_posts_since_a_moment_is_read_in_order(log: RealLog) -> None:
    def submitted(post: str, seconds: float) -> None:
        event = events.PostSubmitted(post, "tall-window", AgeBand.TEEN, PostPlace.FORUM, "hello")
        log.tell(entry(event, "UPLAT", seconds, channel="C0QUEUE"))

    log.tell(in_main(events.RoleGiven("UMOD", Role.MODERATOR), -10), opening("c1", 3))
    submitted("p0", 1)
    log.tell(entry(events.PostDecided("p1", Decision.HOLD, "R1", 1), "UMOD", 30))
    submitted("p2", 20)
    submitted("p1", 10)
    found = log.run(log.log.posts(at(10)))
    assert [(type(one.event), one.position.at) for one in found] == [
        (events.PostSubmitted, at(10)),
        (events.PostSubmitted, at(20)),
        (events.PostDecided, at(30)),
    ]
    assert log.run(log.log.posts(at(31))) == ()


def test_a_message_that_went_meanwhile_is_left_out(log: RealLog) -> None:
    event = events.PostSubmitted("p1", "tall-window", AgeBand.TEEN, PostPlace.FORUM, "hello")
    log.tell(entry(event, "UPLAT", 5, channel="C0QUEUE"))
    ids = log.run(log.vault.read(lambda connection: posts.since(connection, at(0))))
    gone = [*ids, ids[0] + 1]
    read = log.run(log.vault.read(lambda connection: posts.entries(connection, log.log._reading, gone)))
    assert [one.event for one in read] == [event]
