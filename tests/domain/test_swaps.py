"""Changes of the roster: asked for, agreed to, consented to, declined or taken back; the first word stands."""

from datetime import UTC

from msgspec.structs import replace

from console.domain import events
from console.domain.actions import AgreeSwap, AskSwap, DeclineSwap, PublishRoster, Refusal
from console.domain.events import Event
from console.domain.messages import Entry
from console.domain.settling import CONTESTED, explained, opposite
from console.domain.swapping import consented, settled_words, swap_words, waiting_for
from console.domain.swaps import Swap, SwapEnd
from console.domain.words import Duty, Role
from tests.builders import at
from tests.domain.knowing import Knowing

C = Duty.COUNSELLOR
GIVE = AskSwap("s1", C, "UC1", "UC2")
AWAY = AskSwap("s1", C, "UC1")
OPEN = AskSwap("s1", C, to="UC2")
LATER = 40_000.0


def desk() -> Knowing:
    found = Knowing()
    found.planned("ULEAD:lead", "UC1:counsellor", ":counsellor")
    found.planned("UC2:counsellor", "UMOD:moderator", shift="s2", starts=36_000, ends=60_000)
    return found


def asked(action: AskSwap = GIVE, by: str = "UC1") -> Knowing:
    found = desk()
    found.does(action, by, 5)
    return found


def swap(found: Knowing) -> Swap:
    return found.swaps["d5"]


def plans(found: Knowing, seconds: float = 20) -> tuple[PublishRoster, ...]:
    wanted = consented(found, "d5", "ULEAD", at(seconds))
    assert not isinstance(wanted, Refusal), wanted.why
    return wanted


def why_not_consented(found: Knowing, name: str = "d5", by: str = "ULEAD", seconds: float = 20) -> str:
    refusal = consented(found, name, by, at(seconds))
    assert isinstance(refusal, Refusal)
    return refusal.why


def why(found: Knowing, one: Entry) -> str | None:
    event: Event = one.event
    assert not isinstance(event, events.Said)
    return explained(found, event, by=one.author, at=one.position.at, zone=UTC)


def test_one_place_goes_to_a_colleague_who_agrees_and_a_lead_who_consents() -> None:
    found = asked()
    one = swap(found)
    assert (one.by, one.person, one.to, one.other, one.to_agree, one.to_consent) == (
        "UC1",
        "UC1",
        "UC2",
        "UC2",
        True,
        False,
    )
    assert one.asks("UC2")
    assert not one.asks("UC1")
    assert why_not_consented(found) == "R. Osei has not agreed yet."
    found.does(AgreeSwap("d5"), "UC2", 9)
    assert (swap(found).agreed_at, swap(found).to_consent) == (at(9), True)
    (plan,) = plans(found)
    assert (plan.shift, plan.duties, plan.swap) == ("s1", ("ULEAD:lead", "UC2:counsellor", ":counsellor"), "d5")
    event = found.does(plan, "ULEAD", 20)
    assert isinstance(event, events.RosterPublished)
    assert event.swap == "d5"
    assert (swap(found).outcome, swap(found).settled_by) == (SwapEnd.CONSENTED, "ULEAD")
    assert [place.person for place in found.shifts["s1"].plan] == ["ULEAD", "UC2", ""]
    assert why_not_consented(found) == "You consented to this already."


def test_who_is_given_it_may_ask_too_and_the_one_who_has_it_agrees() -> None:
    found = asked(GIVE, "UC2")
    assert (swap(found).other, swap(found).asks("UC1"), swap(found).asks("UC2")) == ("UC1", True, False)
    assert found.why(AgreeSwap("d5"), "UC2", 9) == "You asked for this: it is for M. Hale to agree."
    assert found.why(AgreeSwap("d5"), "UMOD", 9) == "You are not asked."
    found.happens(events.SwapAgreed("d5"), "UMOD", 9)
    assert (swap(found).agreed_at, found.not_entitled()) == (None, 1)


def test_what_is_offered_to_anybody_is_the_first_ones_who_takes_it() -> None:
    found = asked(AWAY)
    assert why_not_consented(found) == "Nobody took this yet."
    assert found.why(AgreeSwap("d5"), "UC1", 8) == "You asked for this: it is for somebody else to agree."
    assert found.why(AgreeSwap("d5"), "UMOD", 8) == "T. Lund may not act as counsellor."
    found.does(AgreeSwap("d5"), "UC2", 9)
    late = found.happens(events.SwapAgreed("d5"), "UMOD", 10)
    assert swap(found).to == "UC2"
    found.happens(events.SwapAsked("s2", C, "UC2"), "UC2", 11, id="d5")
    assert swap(found).shift == "s1", "what is asked under the same id is another's"
    assert why(found, late) == "R. Osei took this at 22:00:09, before you."
    assert found.why(AgreeSwap("d5"), "UMOD", 11) == "This waits for a lead."
    assert plans(found)[0].duties[1] == "UC2:counsellor"


def test_a_place_that_nobody_has_waits_only_for_a_lead() -> None:
    found = asked(OPEN, "UC2")
    assert (swap(found).to_agree, swap(found).other) == (False, "")
    assert plans(found)[0].duties == ("ULEAD:lead", "UC1:counsellor", "UC2:counsellor")


def test_two_shifts_are_exchanged_in_one_go_and_the_one_that_names_it_comes_last() -> None:
    found = asked(AskSwap("s1", C, "UC1", "UC2", "s2", C, "my sister marries"))
    assert swap(found).note == "my sister marries"
    found.does(AgreeSwap("d5"), "UC2", 9)
    back, there = plans(found)
    assert (back.shift, back.duties, back.swap) == ("s2", ("UC1:counsellor", "UMOD:moderator"), "")
    assert (there.shift, there.swap) == ("s1", "d5")
    found.does(back, "ULEAD", 20)
    found.does(there, "ULEAD", 21)
    assert swap(found).outcome is SwapEnd.CONSENTED


def test_two_duties_of_one_shift_are_exchanged_in_one_plan() -> None:
    found = Knowing()
    found.happens(events.RoleGiven("UC1", Role.MODERATOR), "UADMIN", -50)
    found.happens(events.RoleGiven("UMOD", Role.COUNSELLOR), "UADMIN", -49)
    found.planned("UC1:counsellor", "UMOD:moderator")
    found.does(AskSwap("s1", C, "UC1", "UMOD", "s1", Duty.MODERATOR), "UC1", 5)
    found.does(AgreeSwap("d5"), "UMOD", 9)
    (plan,) = plans(found)
    assert plan.duties == ("UMOD:counsellor", "UC1:moderator")


def test_buddies_of_whoever_leaves_are_not_kept() -> None:
    found = Knowing()
    plan = events.RosterPublished(
        "s1",
        "Night",
        at(0),
        at(36_000),
        ("UC1:counsellor", "UMOD:moderator", "ULEAD:lead"),
        ("UC1:UMOD", "UMOD:ULEAD"),
        ("UC1:22:00-02:00", "UMOD:22:00-23:00"),
    )
    found.happens(plan, "ULEAD", -5)
    assert found.shifts["s1"].buddy_hours == {"UC1": "22:00-02:00", "UMOD": "22:00-23:00"}
    found.does(GIVE, "UC1", 5)
    found.does(AgreeSwap("d5"), "UC2", 6)
    (wanted,) = plans(found)
    assert (wanted.buddies, wanted.buddy_hours) == (("UMOD:ULEAD",), ("UMOD:22:00-23:00",))


def test_it_is_declined_by_those_it_is_about_and_by_leads_and_taken_back_by_who_asked() -> None:
    for by, end in (("UC2", SwapEnd.DECLINED), ("ULEAD", SwapEnd.DECLINED), ("UC1", SwapEnd.TAKEN_BACK)):
        found = asked()
        found.does(DeclineSwap("d5", "no"), by, 9)
        assert (swap(found).outcome, swap(found).reason, swap(found).settled_by) == (end, "no", by)
        late = found.happens(events.SwapAgreed("d5"), "UC2", 10)
        assert swap(found).agreed_at is None
        if by != "UC2":
            assert why(found, late) == settled_words(found, swap(found), "UC2")
    found = asked()
    assert found.why(DeclineSwap("d5"), "UMOD", 9) == "Only those it is about and a lead can decline this."
    found.happens(events.SwapDeclined("d5"), "UMOD", 9)
    assert swap(found).outcome is None
    assert found.not_entitled() == 1
    found.does(DeclineSwap("d5"), "UC1", 11)
    again = found.happens(events.SwapDeclined("d5"), "UC2", 12)
    assert why(found, again) == "M. Hale took this back."
    assert found.why(AgreeSwap("d5"), "UC2", 13) == "M. Hale took this back."
    assert found.why(DeclineSwap("d5"), "UC2", 13) == "M. Hale took this back."


def test_a_change_is_told_in_words_to_everybody_it_is_about() -> None:
    found = asked(AskSwap("s1", C, "UC1", "UC2", "s2", C))
    one = swap(found)
    words = "R. Osei would take Night on 21 Nov as counsellor from M. Hale, for Night on 22 Nov as counsellor"
    assert swap_words(found, one) == f"{words}; R. Osei has to agree"
    assert swap_words(found, one, "UC2").endswith("; you have to agree")
    assert swap_words(found, one, "UC1").startswith("R. Osei would take Night on 21 Nov as counsellor from you, ")
    found.does(AgreeSwap("d5"), "UC2", 9)
    assert swap_words(found, swap(found)) == f"{words}; a lead has to consent"
    away = swap(asked(AWAY))
    assert swap_words(found, away, "UC1") == (
        "You would give Night on 21 Nov as counsellor away; somebody has to agree"
    )
    nowhere = swap_words(found, replace(away, shift="s9", person="", to="UC2"))
    assert nowhere == "R. Osei would take s9 as counsellor; a lead has to consent"


def test_it_waits_for_those_whose_word_is_missing_and_who_can_have_it() -> None:
    found = asked(AWAY)
    assert [one.swap for one in waiting_for(found, "UC2", at(9))] == ["d5"]
    assert [one.swap for one in waiting_for(found, "UC1", at(9))] == ["d5"]
    assert waiting_for(found, "UMOD", at(9)) == (), "a moderator cannot have it"
    assert waiting_for(found, "ULEAD", at(9)) == ()
    assert waiting_for(found, "UC2", at(LATER)) == (), "the shift is over"
    found.does(AgreeSwap("d5"), "UC2", 10)
    assert [one.swap for one in waiting_for(found, "ULEAD", at(11))] == ["d5"]
    assert waiting_for(found, "UC2", at(11)) == ()
    found.does(DeclineSwap("d5"), "ULEAD", 12)
    assert waiting_for(found, "ULEAD", at(13)) == ()


def test_who_is_asked_by_name_is_told_whatever_they_can_have() -> None:
    found = asked(GIVE)
    assert [one.swap for one in waiting_for(found, "UC2", at(9))] == ["d5"]
    found.happens(events.RosterPublished("s1", "Night", at(0), at(36_000), ()), "ULEAD", 10)
    assert found.why(AgreeSwap("d5"), "UC2", 11) == "M. Hale is not planned as counsellor in Night."
    found.happens(events.SwapAsked("s8", C, "UC1"), "UC1", 12, id="d12")
    assert [one.swap for one in waiting_for(found, "UC1", at(13))] == ["d5"], "a shift that is not known is not told"


def test_what_became_of_it_is_said_in_words() -> None:
    found = asked()
    assert settled_words(found, swap(found), "UC2") == "This waits."
    found.does(DeclineSwap("d5", "too short"), "UC2", 9)
    assert settled_words(found, swap(found), "UC1") == "R. Osei declined this: too short"
    found = asked()
    found.does(DeclineSwap("d5"), "UC2", 9)
    assert settled_words(found, swap(found), "UC2") == "You declined this."


def test_what_cannot_be_asked_is_refused_in_words() -> None:
    found = desk()
    refusals = [
        (AskSwap("s1", C, "UC2", "UMOD"), "UC1", 5),
        (AskSwap("s1", C, "UC1", "UC1"), "UC1", 5),
        (AskSwap("s9", C, "UC1"), "UC1", 5),
        (AskSwap("s1", C, "UC1"), "UC1", LATER),
        (AskSwap("s1", Duty.HOST, "UC1"), "UC1", 5),
        (AskSwap("s2", C, to="UC1"), "UC1", 5),
        (AskSwap("s1", C, to="UC1"), "UC1", 5),
        (AskSwap("s1", C, "UC1", "UMOD"), "UC1", 5),
        (AskSwap("s1", C, "UC1", "UC2", "s2"), "UC1", 5),
        (AskSwap("s1", C, "UC1", "UC2", "s2", Duty.HOST), "UC1", 5),
        (AskSwap("s1", C, "UC1", note="x" * 3_001), "UC1", 5),
        (AskSwap("s1", C, "UX"), "UX", 5),
    ]
    assert [found.why(action, by, seconds) for action, by, seconds in refusals] == [
        "Only a lead can change the places of others: ask for your own, or for theirs.",
        "Nothing would change.",
        "This desk knows no such shift.",
        "This shift is over.",
        "M. Hale is not planned as host in Night.",
        "Nobody is missing as counsellor in Night.",
        "M. Hale is planned as counsellor in Night already.",
        "T. Lund may not act as counsellor.",
        "Say with whom, and for which duty.",
        "R. Osei is not planned as host in Night.",
        "This is too long: 3,001 characters of at most 3,000.",
        found.why(AskSwap("s1", C, "UX"), "UX", 5),
    ]
    assert found.why(AgreeSwap("d9"), "UC1", 5) == "This desk knows no such change of the roster."
    found.does(AWAY, "UC1", 5)
    assert found.why(AWAY, "UC1", 6) == "This is asked for already, and waits."
    found.does(GIVE, "UC1", 7)


def test_a_lead_consents_only_while_the_roster_allows_it() -> None:
    found = asked(OPEN, "UC2")
    assert why_not_consented(found, "d9") == "This desk knows no such change of the roster."
    assert why_not_consented(found, by="UC1") == "Only a lead can consent to this."
    assert why_not_consented(found, seconds=LATER) == "This shift is over."
    found.planned("ULEAD:lead", "UC1:counsellor")
    found.happens(events.RosterPublished("s1", "Night", at(0), at(36_000), ("ULEAD:lead",)), "ULEAD", 15)
    assert why_not_consented(found) == "Nobody is missing as counsellor in Night."


def test_what_somebody_asks_for_others_is_not_theirs_and_an_early_answer_waits() -> None:
    found = desk()
    found.happens(events.SwapAsked("s1", C, "UC1", "UC2"), "UMOD", 5, id="d5")
    assert found.swaps == {}
    assert found.not_entitled() == 1
    found.happens(events.SwapAgreed("d7"), "UC2", 6)
    assert why(found, found.happens(events.SwapAgreed("d8"), "UC2", 7)) is None
    found.happens(events.SwapAsked("s1", C, "UC1", "UC2"), "UC1", 8, id="d7")
    assert found.swaps["d7"].agreed_at == at(6)
    plan = events.RosterPublished("s1", "Night", at(0), at(36_000), (), swap="d77")
    found.happens(plan, "ULEAD", 9)
    assert "d77" not in found.swaps


def test_an_answer_that_counts_is_not_explained_and_no_word_is_undone_by_a_key() -> None:
    found = asked()
    assert why(found, found.happens(events.SwapAgreed("d5"), "UC2", 9)) is None
    assert why(found, found.happens(events.SwapDeclined("d5"), "UC1", 10)) is None
    for action in (GIVE, AgreeSwap("d5"), DeclineSwap("d5")):
        assert opposite(found, action, by="UC1", at=at(9)) is None
    assert {events.SwapAgreed, events.SwapDeclined} < set(CONTESTED)
