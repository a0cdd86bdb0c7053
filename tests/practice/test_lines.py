"""What plain Slack shows of each event, and who is found by which name."""

import typing
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from console.domain.events import ChatTaken, DutyPaused, RoleGiven, WireEvent
from console.domain.words import Duty, Role
from console.practice.lines import line_of
from console.practice.people import EVERYBODY, HALE, NOVAK, find_person
from console.practice.server import Practice


def _example(kind: type) -> Any:
    """An event of that kind with something in every field that must be there."""
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.required:
            hint = hints[field.name]
            if isinstance(hint, type) and issubclass(hint, str) and hint is not str:
                values[field.name] = next(iter(hint))  # type: ignore[call-overload]
            else:
                values[field.name] = {bool: True, int: 1, datetime: datetime(2026, 11, 20, tzinfo=UTC), str: "x"}.get(
                    hint, []
                )
    return msgspec.convert(values, kind)


@pytest.mark.parametrize("kind", typing.get_args(WireEvent), ids=lambda kind: str(kind.__name__))
def test_every_event_says_something_to_who_reads_plain_slack(kind: type) -> None:
    assert line_of(_example(kind)).strip()


def test_lines_name_chats_and_people_as_staff_know_them() -> None:
    assert line_of(ChatTaken("c1"), {"c1": "quiet-otter"}.__getitem__) == "took quiet-otter"
    assert line_of(RoleGiven(HALE.id, Role.LEAD)) == "M. Hale may act as lead"
    paused = DutyPaused("s", Duty.HOST, datetime(2026, 11, 20, 2, 20, tzinfo=UTC))
    assert line_of(paused) == "is on a break until 02:20"


@pytest.mark.parametrize("name", ["A. Novak", "a. novak", "novak", NOVAK.id])
def test_people_are_found_by_name_or_id(name: str) -> None:
    assert find_person(name) is NOVAK


async def test_everybody_can_be_given_their_roles_without_a_night() -> None:
    async with Practice(night=False, roles=True) as practice:
        messages = practice.workspace.named("mod-main").messages.values()
        given = [message["metadata"]["event_payload"] for message in messages]
    assert {(role["person"], role["role"]) for role in given} == {
        (person.id, role) for person in EVERYBODY for role in person.roles
    }
