"""Handovers: what was written, and who signed it."""

from console.domain import events
from console.domain.handovers import Handover, standing
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject
from tests.builders import at, entry, folded


def written(
    seconds: float, id: str = "h1", by: str = "ULEAD", shift: str = "s1", notes: str = "two newcomers"
) -> Entry:
    event = events.HandoverWritten(shift, "s2", at(seconds), "7c4a", ("C1LOG 7c4a",), ("k1",), notes)
    return entry(event, by, seconds, channel="C3MAIN", id=id)


def signed(seconds: float, id: str = "h1", by: str = "ULEAD") -> Entry:
    return entry(events.HandoverSigned(id, at(seconds), "7c4a", "a reason"), by, seconds, channel="C3MAIN")


def handover(*entries: Entry, id: str = "h1") -> Handover:
    row = folded(Subject(Kind.HANDOVER, id), *entries).row
    assert isinstance(row, Handover)
    return row


def test_a_handover_says_from_which_shift_to_which_and_how_far_it_is_complete() -> None:
    row = handover(written(5), written(6))
    assert (row.handover, row.by, row.at, row.shift, row.to_shift) == ("h1", "ULEAD", at(5), "s1", "s2")
    assert (row.complete_to, row.digest, row.sums, row.cases) == (at(5), "7c4a", ("C1LOG 7c4a",), ("k1",))
    assert (row.notes, row.signature) == ("two newcomers", None)


def test_the_first_signature_under_a_handover_stands() -> None:
    row = handover(written(5), signed(9), signed(10))
    assert row.signature is not None
    assert (row.signature.by, row.signature.at, row.signature.override) == ("ULEAD", at(9), "a reason")


def test_only_a_lead_writes_or_signs_a_handover() -> None:
    assert folded(Subject(Kind.HANDOVER, "h1"), written(5, by="UC1")).row is None
    assert handover(written(5), signed(9, by="UC1")).signature is None


def test_a_signature_waits_for_what_it_signs() -> None:
    assert folded(Subject(Kind.HANDOVER, "h1"), signed(9)).row is None


def test_the_latest_handover_before_a_signature_stands() -> None:
    first, second, third = (
        handover(written(5)),
        handover(written(6, "h2"), id="h2"),
        handover(written(20, "h3"), id="h3"),
    )
    other = handover(written(30, "h4", shift="s9"), id="h4")
    assert standing((first, second, third, other), "s1") == third
    signed_second = handover(written(6, "h2"), signed(9, "h2"), id="h2")
    assert standing((first, signed_second, third, other), "s1") == signed_second
    assert standing((other,), "s1") is None
