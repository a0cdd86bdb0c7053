"""The record: changed nowhere without its chain telling."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from console.domain.record import BEGINNING, Line, Linked, broken, linked

lines = st.lists(st.builds(Line, *[st.text(max_size=8)] * 5), max_size=8)


def test_a_hash_is_over_the_one_before_it_and_the_fields_as_one_json_array() -> None:
    first, second = linked([Line("1.000000", "C1", "chat_taken", "U1", "ab"), Line("2.000000", "C1", "ü", "U2", "cd")])
    assert first.hash == hashlib.sha256(f'["{BEGINNING}","1.000000","C1","chat_taken","U1","ab"]'.encode()).hexdigest()
    assert second.hash == hashlib.sha256(f'["{first.hash}","2.000000","C1","ü","U2","cd"]'.encode()).hexdigest()


@given(lines)
def test_what_was_linked_is_whole(record: list[Line]) -> None:
    assert broken(linked(record)) is None


@given(lines, lines)
def test_two_records_have_one_hash_only_when_they_are_the_same(one: list[Line], other: list[Line]) -> None:
    ends = [[BEGINNING, *(link.hash for link in linked(record))][-1] for record in (one, other)]
    assert (ends[0] == ends[1]) == (one == other)


@given(lines.filter(bool), st.data())
def test_a_line_that_was_changed_taken_out_or_moved_is_named(record: list[Line], data: st.DataObject) -> None:
    kept = list(linked(record))
    at = data.draw(st.integers(0, len(kept) - 1))
    field = data.draw(st.sampled_from(Line._fields))
    changed = kept[at].line._replace(**{field: getattr(kept[at].line, field) + "x"})
    assert broken([*kept[:at], Linked(changed, kept[at].hash), *kept[at + 1 :]]) == at + 1
    if at < len(kept) - 1:
        assert broken(kept[:at] + kept[at + 1 :]) == at + 1
        assert broken([*kept[:at], kept[at + 1], kept[at], *kept[at + 2 :]]) == at + 1
