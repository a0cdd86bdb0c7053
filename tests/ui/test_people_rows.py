"""The people as rows: who has which role since when and by whom, what is in doubt, and how one finds them."""

import pytest
from msgspec.structs import replace

from console.desk import View
from console.domain.events import ChatTaken, LimitLifted, RoleGiven, RoleTaken, WireEvent
from console.domain.pending import Pending, Stage
from console.domain.people import People
from console.domain.words import Home, Role
from console.ui.people_rows import PeopleNow, PersonRow, rights_of, rows_of, to_confirm
from tests.ui import team
from tests.ui.desks import ME, NOW
from tests.ui.team import ADMINS, BOT, FORMER, GONE, NEW
from tests.ui.windows import ZONE

ADMIN, LEAD = "UA", "U1"


def rows(view: View | None = None, search: str = "") -> dict[str, PersonRow]:
    return {row.key: row for row in rows_of(PeopleNow(view or team.view(ADMIN), NOW, ZONE), search)}


def test_everybody_stands_in_a_section_with_their_roles_since_when_and_by_whom() -> None:
    found = rows()
    assert [row.name for row in found.values() if row.heading] == [
        "To look at · 5",
        "Admins and leads · 3",
        "With a role · 7",
        "Without a role · 1",
    ]
    assert found["U1"].line == "Lead since 8 Oct 2025, given by you · Counsellor since 9 Oct 2025, given by you"
    assert (
        found["U3"].line
        == "Counsellor since 24 Aug 03:14, given by R. Okafor · Moderator since 19:02, given by R. Okafor"
    )
    assert [chip.text for chip in found[ADMIN].chips] == ["you", "admin"]
    assert [chip.text for chip in found[GONE].chips] == ["moderator", "has left Slack"]
    assert found[BOT].line == "Platform since 18 Oct 2025, given by you"
    assert found["UB"].words == "O. Keane, admin, no role; gives roles, not on duty"


def test_who_is_on_shift_comes_first_and_what_they_hold_is_shown() -> None:
    view = team.view(ADMIN)
    people = [row for row in rows_of(PeopleNow(view, NOW, ZONE, {"U3": 2}), "") if not row.heading]
    hale = next(row for row in people if row.person == "U3")
    assert hale.words.endswith("holds 2 of 3 chats, on duty")
    assert next(row for row in people if row.person == "U4").sign == "break"
    assert rows()["U9"].load == ""  # no role allows it
    assert rows(replace(view, shifts={}))["U3"].load == ""


def test_whoever_left_and_whoever_is_no_person_is_shown_only_with_a_role() -> None:
    alone = People(frozenset(ADMINS))
    assert not {GONE, BOT} & rows(team.view(ADMIN, people=alone)).keys()
    assert NEW in rows(team.view(ADMIN, people=alone))


@pytest.mark.parametrize(
    ("person", "chips", "line"),
    [
        ("U4", ["⚠ moderator"], "Moderator rests on J. Whitlock, who is neither admin nor lead now"),
        ("U7", ["⚠ moderator", "⚠ host"], "Moderator and Host rest on J. Whitlock, who is neither admin nor lead now"),
        ("U9", ["✗ counsellor lapsed"], "Counsellor given by C. Duarte does not count"),
        ("U8", ["⚠ counsellor"], "Counsellor taken by C. Duarte counts again"),
        (NEW, ["✗ lead lapsed"], "Lead given by nobody else does not count"),
    ],
)
def test_what_is_in_doubt_is_marked_by_a_sign_and_by_words(person: str, chips: list[str], line: str) -> None:
    row = rows()[person]
    assert ([chip.text for chip in row.chips], row.line) == (chips, line)


def test_what_was_done_here_and_is_not_in_slack_yet_is_marked_at_the_person() -> None:
    def waits(event: WireEvent, number: int, stage: Stage = Stage.PENDING) -> Pending:
        return Pending(f"i{number}", Home.MOD_MAIN, event, "", NOW, number, stage)

    waiting = (
        waits(RoleGiven("U3", Role.HOST), 1),
        waits(LimitLifted("U5", "s1", 4), 2, Stage.STUCK),
        waits(RoleTaken("U5", Role.COUNSELLOR), 3),
        waits(ChatTaken("c1"), 4),
    )
    found = rows(replace(team.view(ADMIN), waiting=waiting))
    marked = {key: row.chips[-1].text for key, row in found.items() if row.chips and row.chips[-1].text[0] in "↑⚠"}
    assert (marked["U3"], marked["U5"]) == ("↑ pending", "⚠ not sent")


def test_one_finds_by_name_role_and_who_gave_it() -> None:
    assert [key for key, row in rows(search="hale COUNSELLOR").items() if row.person] == ["U3"]
    assert {key for key, row in rows(search="no role").items() if row.person} == {ADMIN, "UB", FORMER}
    assert [key for key, row in rows(search="whitlock neither").items() if row.person] == ["U4", "U7"]
    assert rows(search="nobody is called that") == {}


def test_each_is_told_what_they_may_do_and_who_may_do_the_rest() -> None:
    assert rights_of(team.view(ADMIN), NOW) == "You are an admin of the workspace: you give and take every role."
    assert rights_of(team.view(LEAD), NOW) == (
        "You are lead: you give and take every role but lead. That one is for admins of the workspace: "
        "O. Keane, S. Marsh."
    )
    assert rights_of(team.view(ME), NOW) == (
        "You can look here. Roles are given and taken by admins of the workspace and leads: "
        "lead R. Okafor, admin O. Keane or admin S. Marsh."
    )
    assert rights_of(team.view(ME, people=People()), NOW).endswith("leads: nobody that this desk knows.")
    alone = replace(team.people(), admins=frozenset())
    assert rights_of(team.view(LEAD, people=alone), NOW).endswith("admins of the workspace: none is known.")
    assert [to_confirm(team.view(who)) for who in (ADMIN, LEAD, ME)] == [6, 6, 0]
