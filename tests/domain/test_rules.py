"""The posting rules: versions, states and who has read them."""

from datetime import datetime

from console.domain import events
from console.domain.ledger import Folded
from console.domain.messages import Entry
from console.domain.rules import Notice, Rule, RuleState, called
from console.domain.subjects import Kind, Subject, place_key, subjects_of
from console.domain.words import Audience, Home, Role, RuleKind, RuleLevel
from tests.builders import at, entry, folded, team

R1 = Subject(Kind.RULE, "R1")
IN_FORCE, SCHEDULED, EXPIRED = RuleState.IN_FORCE, RuleState.SCHEDULED, RuleState.EXPIRED
WITHDRAWN, REPLACED = RuleState.WITHDRAWN, RuleState.REPLACED


def published(
    seconds: float,
    title: str = "first",
    begins: datetime | None = None,
    until: datetime | None = None,
    *,
    by: str = "UDOC",
    id: str | None = None,
) -> Entry:
    event = events.RulePublished("R1", title, "body", RuleLevel.STOP, (Audience.ADULTS,), begins, until)
    return entry(event, by, seconds, channel="C2UPD", id=id)


def replaced(
    seconds: float,
    title: str = "second",
    begins: datetime | None = None,
    until: datetime | None = None,
    *,
    by: str = "UDOC",
    id: str | None = None,
) -> Entry:
    event = events.RuleReplaced("R1", title, "body", RuleLevel.MUST, (Audience.UNDER_18,), begins, until)
    return entry(event, by, seconds, channel="C2UPD", id=id)


def withdrawn(seconds: float, reason: str | None = None, by: str = "UDOC") -> Entry:
    return entry(events.RuleWithdrawn("R1", reason), by, seconds, channel="C2UPD")


def acknowledged(seconds: float, of: str, by: str = "UC1", version: int = 1) -> Entry:
    return entry(events.RuleAcknowledged("R1", version, of), by, seconds)


def rule(*entries: Entry) -> Rule:
    row = folded(R1, *entries).row
    assert isinstance(row, Rule)
    return row


def states(found: Rule, seconds: float) -> list[RuleState]:
    return [found.state_of(version, at(seconds)) for version in found.versions]


def read_by(found: Rule) -> list[dict[str, datetime]]:
    return [dict(version.acknowledged) for version in found.versions]


def test_a_published_rule_is_in_force_as_it_was_written() -> None:
    event = events.RulePublished(
        "R1",
        "title",
        "body",
        RuleLevel.STOP,
        (Audience.ADULTS, Audience.UNDER_18),
        None,
        at(9_000),
        True,
        True,
        ("word",),
        (RuleKind.PHONE,),
        ("held",),
        ("left",),
    )
    said = entry(event, "UDOC", 5, channel="C2UPD")
    version = rule(said).latest
    assert (version.number, version.of, version.by, version.at) == (1, said.id, "UDOC", at(5))
    assert (version.title, version.body, version.level) == ("title", "body", RuleLevel.STOP)
    assert version.audience == (Audience.ADULTS, Audience.UNDER_18)
    assert (version.from_, version.until, version.starts) == (None, at(9_000), at(5))
    assert version.must_read
    assert version.blocks_taking
    assert (version.words, version.kinds) == (("word",), (RuleKind.PHONE,))
    assert (version.holds, version.leaves) == (("held",), ("left",))
    assert rule(said).in_force(at(5)) == version


def test_what_a_rule_leaves_out_is_empty() -> None:
    version = rule(published(5)).latest
    assert (version.must_read, version.blocks_taking) == (False, False)
    assert (version.words, version.kinds, version.holds, version.leaves) == ((), (), (), ())


def test_a_published_rule_is_in_force_at_once_where_the_clock_runs_late() -> None:
    found = rule(published(5, begins=at(3)))
    assert states(found, 2) == [IN_FORCE]
    assert states(rule(published(5)), 2) == [IN_FORCE]
    assert states(rule(published(5), replaced(9)), 2) == [REPLACED, IN_FORCE]
    assert states(rule(published(5, begins=at(6))), 5.999) == [SCHEDULED]


def test_a_scheduled_rule_begins_at_its_moment() -> None:
    found = rule(published(5, begins=at(100)))
    assert found.latest.starts == at(100)
    assert states(found, 99.999) == [SCHEDULED]
    assert found.current(at(99.999)) is None
    assert found.in_force(at(99.999)) is None
    assert states(found, 100) == [IN_FORCE]
    assert found.in_force(at(100)) == found.latest


def test_a_rule_never_begins_before_it_was_published() -> None:
    assert rule(published(5, begins=at(-100))).latest.starts == at(5)


def test_a_rule_expires_at_its_moment() -> None:
    found = rule(published(5, until=at(100)))
    assert states(found, 99.999) == [IN_FORCE]
    assert states(found, 100) == [EXPIRED]
    assert found.in_force(at(100)) is None
    assert states(rule(published(5, until=at(1))), 6) == [EXPIRED]


def test_a_replacement_counts_from_its_event() -> None:
    found = rule(published(5), replaced(50))
    assert [version.number for version in found.versions] == [1, 2]
    assert states(found, 60) == [REPLACED, IN_FORCE]
    assert found.in_force(at(60)) == found.latest
    assert found.latest.title == "second"


def test_a_scheduled_replacement_leaves_the_version_before_it_in_force_until_then() -> None:
    found = rule(published(5), replaced(50, begins=at(100)))
    assert states(found, 60) == [IN_FORCE, SCHEDULED]
    assert found.in_force(at(60)) == found.versions[0]
    assert states(found, 100) == [REPLACED, IN_FORCE]


def test_what_was_replaced_does_not_come_back_when_the_replacement_expires() -> None:
    found = rule(published(5), replaced(50, until=at(100)))
    assert states(found, 100) == [REPLACED, EXPIRED]
    assert found.in_force(at(100)) is None
    found = rule(published(5), replaced(50, until=at(10)))
    assert states(found, 60) == [REPLACED, EXPIRED]


def test_a_later_version_that_counts_at_once_stands_in_place_of_a_scheduled_one() -> None:
    found = rule(published(5), replaced(50, "for tomorrow", at(100)), replaced(60, "now"))
    assert states(found, 70) == [REPLACED, REPLACED, IN_FORCE]
    assert states(found, 200) == [REPLACED, REPLACED, IN_FORCE]


def test_a_rule_published_again_has_a_new_version() -> None:
    found = rule(published(5), published(50, "again"))
    assert [(version.number, version.title) for version in found.versions] == [(1, "first"), (2, "again")]
    assert states(found, 60) == [REPLACED, IN_FORCE]


def test_a_replacement_waits_for_the_rule_it_replaces() -> None:
    early = replaced(1)
    assert folded(R1, early, acknowledged(2, early.id)).row is None
    found = rule(early, published(5))
    assert [version.title for version in found.versions] == ["first", "second"]


def test_a_withdrawn_rule_is_in_force_no_longer() -> None:
    found = rule(published(5), replaced(50), withdrawn(60, "no longer needed"))
    assert (found.withdrawn_at, found.withdrawn_by, found.reason) == (at(60), "UDOC", "no longer needed")
    assert states(found, 70) == [REPLACED, WITHDRAWN]
    assert found.in_force(at(70)) is None


def test_the_first_withdrawal_stands() -> None:
    first = published(5)
    assert rule(first, withdrawn(60), withdrawn(70, "again")) == rule(first, withdrawn(60))


def test_withdrawing_takes_back_what_is_scheduled_too() -> None:
    found = rule(published(5), replaced(50, begins=at(100)), withdrawn(60))
    assert states(found, 70) == [WITHDRAWN, WITHDRAWN]
    assert states(found, 200) == [REPLACED, WITHDRAWN]
    assert found.in_force(at(200)) is None


def test_a_withdrawn_rule_that_is_published_again_is_in_force() -> None:
    found = rule(published(5), withdrawn(60, "a mistake"), published(70, "again"))
    assert (found.withdrawn_at, found.withdrawn_by, found.reason) == (None, None, None)
    assert states(found, 80) == [REPLACED, IN_FORCE]


def test_what_was_withdrawn_does_not_come_back_while_its_replacement_is_scheduled() -> None:
    found = rule(published(5), withdrawn(60), replaced(70, begins=at(100)))
    assert states(found, 80) == [WITHDRAWN, SCHEDULED]
    assert found.in_force(at(80)) is None
    assert states(found, 100) == [REPLACED, IN_FORCE]


def test_a_withdrawal_of_a_rule_that_is_not_known_waits() -> None:
    assert folded(R1, withdrawn(1)).row is None
    assert states(rule(withdrawn(1), published(5)), 6) == [WITHDRAWN]


def test_a_rule_says_when_it_changes_by_itself() -> None:
    found = rule(published(5, until=at(200)), replaced(50, begins=at(100), until=at(300)))
    assert found.changes_at(at(60)) == at(100)
    assert found.changes_at(at(100)) == at(200)
    assert found.changes_at(at(200)) == at(300)
    assert found.changes_at(at(300)) is None


def test_only_a_clinician_changes_the_rules() -> None:
    for who in ("ULEAD", "UMOD", "UC1", "UADMIN", "UPLAT"):
        assert folded(R1, published(5, by=who)).not_entitled
        wrong = (replaced(50, by=who), withdrawn(60, by=who))
        found = folded(R1, published(5, id="i1"), *wrong)
        assert found.row == rule(published(5, id="i1"))
        assert found.not_entitled == tuple(one.position for one in wrong)


# Acknowledging


def test_the_event_that_was_read_decides_what_is_acknowledged_not_the_number() -> None:
    first, second = published(5), replaced(50)
    found = rule(first, second, acknowledged(60, first.id, version=2), acknowledged(61, second.id, "UC2", version=1))
    assert read_by(found) == [{"UC1": at(60)}, {"UC2": at(61)}]


def test_the_first_acknowledgement_stands() -> None:
    first = published(5)
    assert read_by(rule(first, acknowledged(60, first.id), acknowledged(70, first.id))) == [{"UC1": at(60)}]


def test_everybody_with_any_role_acknowledges_and_nobody_else() -> None:
    first = published(5)
    for role in Role:
        row = folded(R1, first, acknowledged(60, first.id, "UX"), people=team(UX=role)).row
        assert isinstance(row, Rule)
        assert read_by(row) == [{"UX": at(60)}]
    late = acknowledged(60, first.id, "UNOBODY")
    assert folded(R1, first, late) == Folded(rule(first), late.position, (late.position,))


def test_a_replacement_must_be_read_anew() -> None:
    first = published(5)
    assert read_by(rule(first, acknowledged(20, first.id), replaced(50))) == [{"UC1": at(20)}, {}]


def test_an_acknowledgement_waits_for_its_version() -> None:
    first, second = published(5, id="i1"), replaced(50, id="i2")
    early = [acknowledged(20, "i2"), acknowledged(21, "i3"), acknowledged(22, "i2", "UC2"), acknowledged(23, "i2")]
    assert rule(first, *early[:1]).early == (("i2", "UC1", at(20)),)
    found = rule(first, *early, second)
    assert read_by(found) == [{}, {"UC1": at(20), "UC2": at(22)}]
    assert found.early == (("i3", "UC1", at(21)),)
    assert read_by(rule(acknowledged(1, "i1"), first)) == [{"UC1": at(1)}]


# Notices


def notice(by: str, seconds: float = 5, thread: float | None = None) -> Entry:
    said = events.Said("please hold posts about it", Home.MOD_UPDATES)
    return entry(said, by, seconds, channel="C2UPD", id="", thread=thread)


def test_a_clinician_who_writes_by_hand_is_heard() -> None:
    one = notice("UDOC")
    (subject,) = subjects_of(one)
    assert subject == Subject(Kind.NOTICE, place_key(one.position))
    row = folded(subject, one).row
    assert row == Notice(one.position, "UDOC", "please hold posts about it")
    assert isinstance(row, Notice)
    assert row.at == at(5)


def test_what_others_write_there_is_an_ordinary_message() -> None:
    one = notice("ULEAD")
    assert folded(subjects_of(one)[0], one) == Folded(None, one.position)
    assert subjects_of(notice("UDOC", thread=1)) == ()


# As it stood


def test_a_rule_is_shown_as_it_stood_at_any_moment() -> None:
    found = rule(
        published(10, id="a"),
        acknowledged(15, "a"),
        withdrawn(20, "not needed"),
        replaced(30, id="b"),
        acknowledged(35, "b", "UC2"),
        withdrawn(40),
        replaced(50, "third"),
    )
    assert found.as_of(at(9)) is None
    first = found.as_of(at(10))
    assert first is not None
    assert (first.versions[0].acknowledged, first.withdrawn_at) == ({}, None)
    assert [(one.at, one.by, one.reason) for one in found.withdrawals] == [
        (at(20), "UDOC", "not needed"),
        (at(40), "UDOC", None),
    ]
    gone = found.as_of(at(25))
    assert gone is not None
    assert (gone.withdrawn_at, gone.reason, list(gone.latest.acknowledged)) == (at(20), "not needed", ["UC1"])
    assert states(gone, 25) == [WITHDRAWN]
    back = found.as_of(at(34))
    assert back is not None
    assert (back.latest.title, back.latest.acknowledged, back.withdrawn_at) == ("second", {}, None)
    assert found.as_of(at(60)) == found


def test_a_rule_is_called_by_its_number() -> None:
    assert (called("R31"), called("house rule")) == ("rule 31", "rule “house rule”")
