"""Roles and limits: who gives them, who is told to whom to turn, and how what is in doubt is confirmed."""

from datetime import datetime

import pytest

from console.domain import actions, events
from console.domain.deciding import decide
from console.domain.giving import (
    USUAL_LIMIT,
    confirming,
    limit_of,
    may_confirm,
    who_gives,
    who_lifts,
    why_none,
    without_role,
)
from console.domain.messages import Batch, Person
from console.domain.people import Doubt
from console.domain.words import Role
from tests.builders import at
from tests.domain.knowing import Knowing

NOW: datetime = at(20)


def test_limits_are_lifted_by_leads_for_the_shift_of_the_moment() -> None:
    desk = Knowing()
    assert desk.why(actions.LiftLimit("UC1", 5), "UC1", 20) == "Only a lead can lift a limit: I. Brandt."
    assert desk.why(actions.LiftLimit("UC1", 5), "UADMIN", 20) == "Only a lead can lift a limit: I. Brandt."
    assert desk.why(actions.LiftLimit("UC1", 5), "ULEAD", 20) == (
        "No shift is planned for now, so there is nothing to lift the limit for."
    )
    desk.planned()
    assert desk.why(actions.LiftLimit("UHOST", 5), "ULEAD", 20) == "K. Abe has no role that allows taking a chat."
    assert desk.why(actions.LiftLimit("UC1", 0), "ULEAD", 20) == "A limit is at least 1."
    assert desk.why(actions.LiftLimit("UC1", 3), "ULEAD", 20) == "The limit is already 3."
    assert limit_of(desk, "UC1", NOW) == USUAL_LIMIT
    assert desk.does(actions.LiftLimit("UC1", 5), "ULEAD", 20) == events.LimitLifted("UC1", "s1", 5)
    assert desk.why(actions.LiftLimit("UC1", 5), "ULEAD", 21) == "The limit is already 5."
    assert limit_of(desk, "UC1", at(21)) == 5


def test_whose_limit_is_reached_is_told_whom_to_ask_for_more() -> None:
    desk = Knowing()
    assert who_lifts(desk, "UC1", NOW) == "or ask lead I. Brandt for more"
    assert who_lifts(desk, "ULEAD", NOW) == "or lift it, you are lead"
    desk.does(actions.TakeRole("ULEAD", Role.LEAD), "UADMIN", 5)
    assert who_lifts(desk, "UC1", NOW) == "or ask the lead for more"


def test_without_a_lead_nobody_is_named_who_could_lift_a_limit() -> None:
    desk = Knowing()
    desk.does(actions.TakeRole("ULEAD", Role.LEAD), "UADMIN", 5)
    assert desk.why(actions.LiftLimit("UC1", 5), "UC1", 20) == "Only a lead can lift a limit."


def test_admins_give_and_take_every_role_and_leads_all_but_lead() -> None:
    desk = Knowing()
    for who in ("UADMIN", "ULEAD"):
        assert desk.says(actions.GiveRole("UX", Role.HOST), who, 5) == events.RoleGiven("UX", Role.HOST)
        assert desk.says(actions.TakeRole("UC1", Role.COUNSELLOR), who, 5) == events.RoleTaken("UC1", Role.COUNSELLOR)
    assert desk.says(actions.GiveRole("UC1", Role.LEAD), "UADMIN", 5) == events.RoleGiven("UC1", Role.LEAD)
    only = "Only an admin of the workspace can give and take the role lead: UADMIN."
    assert desk.why(actions.GiveRole("UC1", Role.LEAD), "ULEAD", 5) == only
    assert desk.why(actions.TakeRole("ULEAD", Role.LEAD), "ULEAD", 5) == only
    nobody = "Only an admin of the workspace or a lead can give and take roles: lead I. Brandt or admin UADMIN."
    assert desk.why(actions.GiveRole("UX", Role.HOST), "UC1", 5) == nobody
    assert desk.why(actions.TakeRole("UX", Role.HOST), "UC1", 5) == nobody


def test_a_role_that_is_not_there_is_not_taken() -> None:
    desk = Knowing()
    assert desk.why(actions.TakeRole("UC1", Role.HOST), "UADMIN", 5) == "M. Hale does not have the role host."
    assert desk.why(actions.TakeRole("ULEAD", Role.HOST), "ULEAD", 5) == "You do not have the role host."


def test_a_role_is_given_again_by_somebody_else_and_rests_on_them_then() -> None:
    desk = Knowing()
    assert desk.why(actions.GiveRole("UC1", Role.COUNSELLOR), "UADMIN", 5) == (
        "M. Hale already has the role counsellor, and it rests on you."
    )
    desk.does(actions.GiveRole("ULEAD", Role.HOST), "ULEAD", 6)
    assert desk.why(actions.GiveRole("ULEAD", Role.HOST), "ULEAD", 7) == (
        "You already have the role host, and it rests on you."
    )
    desk.does(actions.GiveRole("UC1", Role.COUNSELLOR), "ULEAD", 8)
    desk.does(actions.GiveRole("UC1", Role.COUNSELLOR), "UADMIN", 9)
    assert desk.people.grants["UC1"][-1].by == "UADMIN"


# Whom to turn to


def test_the_leads_of_the_shift_are_named_before_the_others_and_admins_last() -> None:
    desk = Knowing()
    desk.happens(events.RoleGiven("UC1", Role.LEAD), "UADMIN", 1)
    assert who_gives(desk, NOW) == "lead I. Brandt, lead M. Hale or admin UADMIN"
    desk.planned("UC1:lead")
    assert who_gives(desk, NOW) == "lead M. Hale, lead I. Brandt or admin UADMIN"
    assert who_gives(desk, NOW, to="UC1") == "lead I. Brandt or admin UADMIN"
    desk.happens(events.RoleGiven("UC2", Role.LEAD), "UADMIN", 2)
    assert who_gives(desk, NOW) == "lead M. Hale, lead I. Brandt, lead R. Osei or 1 more"


def test_an_admin_who_is_lead_is_named_once() -> None:
    desk = Knowing()
    desk.happens(events.RoleGiven("UADMIN", Role.LEAD), "UADMIN", 1)
    assert who_gives(desk, NOW) == "lead I. Brandt or lead UADMIN"


def test_while_nobody_is_known_it_is_said_what_they_are() -> None:
    desk = Knowing()
    desk.does(actions.TakeRole("ULEAD", Role.LEAD), "UADMIN", 5)
    assert who_gives(desk, NOW) == "admin UADMIN"
    assert who_gives(desk, NOW, to="UADMIN") == ""
    desk.log.append(Batch(people=(Person("UADMIN", "The admin"),)))
    assert desk.why(actions.GiveRole("UC1", Role.HOST), "UC1", 20) == (
        "Only an admin of the workspace or a lead can give and take roles."
    )
    assert desk.why(actions.TakeNext(), "UX", 20) == (
        "You have no role that allows this. A lead, or an admin of the workspace, can give you one."
    )


def test_somebody_without_a_role_is_told_what_they_cannot_do_and_by_whom_that_changes() -> None:
    desk = Knowing()
    told = without_role(desk, "UX", NOW)
    assert told.startswith("You have no role yet: you see the whole desk, and cannot take chats")
    assert told.endswith("Lead I. Brandt or admin UADMIN can give you one.")
    assert [without_role(desk, who, NOW) for who in ("UHOST", "UADMIN")] == ["", ""]
    desk.does(actions.TakeRole("ULEAD", Role.LEAD), "UADMIN", 5)
    desk.log.append(Batch(people=(Person("UADMIN", "The admin"),)))
    assert without_role(desk, "UX", NOW) == ""  # nothing counts, as long as nobody is admin
    desk.log.append(Batch(people=(Person("UBOSS", "The boss", admin=True),)))
    assert without_role(desk, "UBOSS", NOW).startswith("Nobody has a role yet, so nobody can act. As an admin")
    assert without_role(desk, "UX", NOW).endswith("Admin UBOSS can give you one.")


# Confirming


def test_what_is_in_doubt_is_confirmed_by_admins_and_by_leads_but_for_the_role_lead() -> None:
    desk = Knowing()
    assert why_none(desk, desk.people.doubtful(), "UADMIN", NOW) == actions.Refusal("There is no role to confirm.")
    desk.happens(events.RoleGiven("UX", Role.LEAD), "UOLD", 1)
    desk.happens(events.RoleGiven("UX", Role.HOST), "UOLD", 2)
    desk.happens(events.RoleGiven("UY", Role.HOST), "UY", 3)
    doubtful = desk.people.doubtful()
    roles = {who: [one.role for one in may_confirm(desk, doubtful, who)] for who in ("UADMIN", "ULEAD", "UC1")}
    assert roles == {"UADMIN": [Role.LEAD, Role.HOST], "ULEAD": [Role.HOST], "UC1": []}
    assert why_none(desk, doubtful, "ULEAD", NOW) is None
    lead, own = ([one for one in doubtful if one.person == who] for who in ("UX", "UY"))
    only = "Only an admin of the workspace can give and take the role lead: UADMIN."
    assert why_none(desk, lead[:1], "ULEAD", NOW) == actions.Refusal(only)
    refused = why_none(desk, own, "UADMIN", NOW)
    assert refused is not None
    assert refused.why.startswith("A role that somebody gave themselves is not confirmed in passing")


@pytest.mark.parametrize("by", ["UADMIN", "ULEAD"])
def test_what_rests_on_a_former_lead_is_confirmed_by_giving_it_again(by: str) -> None:
    desk = Knowing()
    desk.happens(events.RoleGiven("UC1", Role.LEAD), "UADMIN", 0.5)
    desk.happens(events.RoleGiven("UX", Role.HOST), "UC1", 1)
    desk.happens(events.RoleTaken("UC1", Role.LEAD), "UADMIN", 2)
    (doubtful,) = desk.people.doubtful()
    assert (doubtful.person, doubtful.role, doubtful.by, doubtful.doubt) == ("UX", Role.HOST, "UC1", Doubt.RESTS)
    desk.does(confirming(doubtful), by, 3)
    assert desk.people.doubtful() == ()
    assert desk.people.resting_on_nobody() == {}


def test_what_a_former_admin_gave_and_took_is_confirmed_as_they_left_it() -> None:
    desk = Knowing()
    desk.log.append(Batch(people=(Person("UOLD", "Old", admin=True),)))
    desk.happens(events.RoleGiven("UX", Role.COUNSELLOR), "UOLD", 1)
    desk.happens(events.RoleTaken("UC2", Role.COUNSELLOR), "UOLD", 2)
    before = [desk.people.roles_now(one) for one in ("UX", "UC2")]
    assert desk.people.doubtful() == ()
    desk.log.append(Batch(people=(Person("UOLD", "Old"),)))
    assert [(one.person, one.doubt) for one in desk.people.doubtful()] == [("UC2", Doubt.BACK), ("UX", Doubt.LAPSED)]
    for n, one in enumerate(desk.people.doubtful()):
        event = decide(desk, confirming(one), by="UADMIN", at=at(10 + n), id="x")
        desk.happens(event, "UADMIN", 10 + n)  # type: ignore[arg-type]  # no refusal: an admin may everything here
    assert [desk.people.roles_now(one) for one in ("UX", "UC2")] == before
    assert desk.people.doubtful() == ()
