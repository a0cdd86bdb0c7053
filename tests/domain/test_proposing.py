"""What may be done with a proposed draft, by whom, and why not."""

from msgspec.structs import replace

from console.domain import events
from console.domain.actions import DeclineProposal, ProposeRule, PublishRule
from console.domain.proposals import Outcome
from console.domain.settling import opposite
from console.domain.words import Audience, Role, RuleKind, RuleLevel
from tests.builders import at
from tests.domain.knowing import Knowing

WISH = PublishRule("Links", "Only our own.", RuleLevel.MUST, (Audience.ADULTS,))


def desk() -> Knowing:
    found = Knowing()
    for n, who in enumerate(("UDOC2", "UDOC3")):
        found.happens(events.RoleGiven(who, Role.CLINICIAN), "UADMIN", n - 500)
    return found


def proposed() -> Knowing:
    found = desk()
    found.does(ProposeRule("UDOC2", WISH), "UDOC", 10)
    return found


def test_a_clinician_proposes_a_whole_draft_to_another_one() -> None:
    wish = replace(
        WISH,
        title=" Links ",
        rule="R9",
        until=at(99),
        must_read=True,
        blocks_taking=True,
        words=("a", "a"),
        kinds=(RuleKind.LINK,),
        holds=("fails, which is for the other one to look at",),
        leaves=("c",),
        over="i0",
        despite="why",
    )
    assert desk().says(ProposeRule("UDOC2", wish), "UDOC", 10) == events.RuleProposed(
        "UDOC2",
        "Links",
        "Only our own.",
        RuleLevel.MUST,
        (Audience.ADULTS,),
        "R9",
        None,
        at(99),
        True,
        True,
        ("a",),
        (RuleKind.LINK,),
        ("fails, which is for the other one to look at",),
        ("c",),
        "i0",
        "why",
    )


def test_what_cannot_be_proposed_is_refused() -> None:
    found = desk()
    assert found.why(ProposeRule("UC1", WISH), "UDOC", 10) == (
        "M. Hale is no clinician: only a clinician can publish a posting rule."
    )
    assert found.why(ProposeRule("UDOC", WISH), "UDOC", 10).startswith("You are a clinician:")
    assert found.why(ProposeRule("UDOC2", WISH), "UC1", 10).startswith("Only a clinician can publish")
    assert found.why(ProposeRule("UDOC2", replace(WISH, title="")), "UDOC", 10) == "The title is empty."


def test_publishing_names_the_proposal_and_settles_it() -> None:
    found = proposed()
    found.does(replace(WISH, proposal="d10"), "UDOC2", 20)
    settled = found.proposals["d10"]
    assert (settled.outcome, settled.rule, settled.settled_by) == (Outcome.PUBLISHED, "R1", "UDOC2")
    again = "This proposal is settled already. Discard it, or write a rule of your own."
    assert found.why(replace(WISH, proposal="d10"), "UDOC3", 30) == again
    assert found.why(replace(WISH, proposal="d99"), "UDOC3", 30) == again


def test_it_is_declined_or_taken_back_once_and_by_those_two_only() -> None:
    found = proposed()
    assert found.why(DeclineProposal("d99"), "UDOC2", 20) == "This desk knows no such proposal."
    assert found.why(DeclineProposal("d10"), "UDOC3", 20) == ("It was proposed to UDOC2: only they can decline it.")
    assert found.why(DeclineProposal("d10", "x" * 3_001), "UDOC2", 20).startswith("This is too long")
    assert found.says(DeclineProposal("d10"), "UDOC", 20) == events.RuleProposalDeclined("d10")
    found.does(DeclineProposal("d10", " too broad "), "UDOC2", 20)
    assert found.proposals["d10"].reason == "too broad"
    assert found.why(DeclineProposal("d10"), "UDOC2", 21) == "This proposal is settled already."


def test_nothing_undoes_a_proposal_but_taking_it_back() -> None:
    for action in (ProposeRule("UDOC2", WISH), DeclineProposal("d10")):
        assert opposite(proposed(), action, by="UDOC", at=at(20)) is None
