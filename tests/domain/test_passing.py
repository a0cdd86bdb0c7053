"""Passing a chat: an offer to a colleague, how long it stands, and who gives it back."""

from console.domain.chats import Offer
from console.domain.words import Risk
from tests.builders import at
from tests.domain.happening import chat, noted, passed, refused, returned, taken


def test_the_passer_stays_holder_until_the_other_takes_it() -> None:
    row = chat(taken(10), passed("UC2", 20))
    assert row.holder_at(at(21)) == "UC1"
    assert row.offer_at(at(21)) == Offer("UC1", "UC2", at(20), "please")
    row = chat(taken(10), passed("UC2", 20), taken(30, "UC2"))
    assert row.holder_at(at(31)) == "UC2"
    assert (row.taken_at, row.over_at, row.offer) == (at(30), at(630), None)


def test_an_offer_ends_after_two_minutes() -> None:
    row = chat(taken(10), passed("UC2", 20))
    assert row.offer_at(at(139.999)) is not None
    assert row.offer_at(at(140)) is None
    assert chat(taken(10), passed("UC2", 20), taken(139.999, "UC2")).holder == "UC2"
    assert chat(taken(10), passed("UC2", 20), taken(140, "UC2")).holder == "UC1"


def test_an_offer_ends_with_the_lease() -> None:
    row = chat(taken(10), passed("UC2", 100, "ULEAD"), risk=Risk.A)
    assert row.offer_at(at(129)) is not None
    assert row.offer_at(at(130)) is None
    assert chat(taken(10), passed("UC2", 100, "ULEAD"), noted(131, "UMOD"), risk=Risk.A).offer is None


def test_nobody_else_takes_a_chat_that_is_being_passed() -> None:
    assert chat(taken(10), passed("UC2", 20), taken(30, "UMOD")).holder == "UC1"


def test_the_last_pass_is_the_one_that_stands() -> None:
    offers = (taken(10), passed("UC2", 20), passed("UMOD", 30))
    assert chat(*offers, taken(40, "UC2")).holder == "UC1"
    assert chat(*offers, taken(40, "UMOD")).holder == "UMOD"
    assert chat(*offers, returned(40)) == chat(*offers)
    assert refused(*offers, returned(40)) == []


def test_a_lead_passes_a_chat_that_another_holds_and_does_not_renew_it() -> None:
    row = chat(taken(10), passed("UC2", 20, "ULEAD"))
    assert row.offer == Offer("ULEAD", "UC2", at(20), "please")
    assert (row.holder, row.over_at) == ("UC1", at(610))
    assert chat(taken(10), passed("ULEAD", 20, "ULEAD"), taken(21, "ULEAD")).holder == "ULEAD"


def test_a_chat_that_waits_cannot_be_passed() -> None:
    assert chat(passed("UC2", 20, "ULEAD")) == chat()
    assert refused(passed("UC2", 20, "ULEAD")) == []


def test_passing_to_the_holder_is_no_offer_and_takes_back_the_one_before() -> None:
    row = chat(taken(10), passed("UC2", 20), passed("UC1", 30))
    assert (row.offer, row.over_at, row.offered_to) == (None, at(1830), ("UC2",))
    assert chat(taken(10), passed("UC1", 30), taken(40)).over_at == at(1830)


def test_an_offer_is_given_back_by_the_one_it_was_made_to() -> None:
    assert chat(taken(10), passed("UC2", 20), returned(30)).offer is None
    assert chat(taken(10), passed("UC2", 20), returned(30)).holder_at(at(31)) == "UC1"
    assert chat(taken(10), passed("UC2", 20), returned(30), taken(31, "UC2")).holder == "UC1"


def test_who_was_never_offered_a_chat_cannot_give_it_back() -> None:
    assert refused(taken(10), returned(15), passed("UC2", 20), returned(30, "UMOD")) == [at(15), at(30)]
    assert chat(taken(10), passed("UC2", 20), returned(30, "UMOD")).offer is not None


def test_giving_an_offer_back_too_late_or_twice_changes_nothing_and_is_not_listed() -> None:
    twice = (taken(10), passed("UC2", 20), returned(30), returned(31))
    assert chat(*twice).holder == "UC1"
    assert refused(*twice) == []
    assert refused(taken(10), passed("UC2", 20), returned(2_000)) == []


def test_everybody_it_was_passed_to_is_kept_once_the_latest_last() -> None:
    row = chat(taken(10), passed("UC2", 20), passed("UMOD", 21), passed("UC2", 22))
    assert row.offered_to == ("UMOD", "UC2")
