"""The handover at the window: the draft worst first, signatures by keys, and what calls for somebody."""

from datetime import timedelta

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.cases import Case, SignedFor, SignedOver
from console.domain.handovers import Handover, Signature
from console.domain.messages import Position
from console.domain.people import Grant
from console.domain.proof import Difference, Proof
from console.domain.words import AgeBand, Risk, Role
from console.ui.handing import Handing, case_news
from console.ui.handover_page import HandoverPage
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, desk, people
from tests.ui.desks import ME, NOW
from tests.ui.windows import ZONE, press

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MINUTE = timedelta(minutes=1)
PLACE = Position(NOW - MINUTE, "C3MAIN")


def case(name: str = "k1", **more: object) -> Case:
    fields: dict[str, object] = {
        "age_band": AgeBand.TEEN,
        "owner": ME,
        "next_check": NOW + 30 * MINUTE,
        "summary": "A sister is there.",
        **more,
    }
    return Case(name, "green-compass", Risk.B, ME, NOW - 60 * MINUTE, **fields)  # type: ignore[arg-type]  # a builder passes on


def handover(by: str = "UOTHER", signature: Signature | None = None, notes: str | None = "Two newcomers.") -> Handover:
    return Handover("h1", PLACE, by, "s1", "s2", NOW - MINUTE, "7c4a91e2" * 8, (), ("k1",), notes, signature)


def with_cases(*cases: Case, **more: object) -> View:
    return replace(desks.view(people=people()), cases={one.case: one for one in cases}, **more)


def as_lead(view: View) -> View:
    lead = Grant(Role.LEAD, "UADMIN", Position(NOW - 600 * MINUTE, "C3MAIN"))
    return replace(view, people=replace(view.people, grants={**view.people.grants, ME: (lead,)}))


def opened(qtbot: QtBot, view: View) -> tuple[DeskWindow, HandoverPage, Heard]:
    """A window on its handover, and what was wished there."""
    made, heard = desk(qtbot)
    made.show_view(view)
    press(made, Qt.Key.Key_4, _CTRL)
    page = made.views.page
    assert isinstance(page, HandoverPage)
    return made, page, heard


def wishes(heard: Heard) -> list[object]:
    return [wish for wish, _ in heard.wished]


def said(page: HandoverPage) -> str:
    return "\n".join(line.words for line in page.rows)


def test_who_is_at_risk_stands_first_with_what_is_to_be_known(qtbot: QtBot) -> None:
    ours = case(plan="Ring at nine.", if_then="If nobody answers, then the clinician decides.")
    over = replace(case("k2"), closed_at=NOW, outcome="safe")
    _, page, _ = opened(qtbot, with_cases(ours, over))
    lines = [line.words for line in page.rows]
    assert lines[0] == "At risk — each needs two signatures · 1"
    assert lines[1].startswith("B · green-compass · 16–17 · with you · next check 02:44, Summary: A sister is there.")
    assert "To do: Ring at nine.  If-then: If nobody answers" in lines[1]
    assert "Not signed over: waits for you." in lines[1]
    assert lines[2] == "B · green-compass, closed 02:14 · safe"
    assert "Waiting chats" in said(page)
    assert "No handover is written yet" in said(page)


def test_signatures_and_proof_are_told_in_words(qtbot: QtBot) -> None:
    signed = case(
        owner="UOTHER",
        signed_over=(SignedOver("s2", ME, NOW),),
        signed_for=(SignedFor("s2", "UOTHER", NOW, "ring at nine"),),
    )
    half = replace(case("k2"), signed_over=(SignedOver("s2", ME, NOW),))
    signature = Signature("UOTHER", NOW, NOW, "0", "The ward has them.")
    view = with_cases(signed, half, handovers={"h1": handover(ME, signature)})
    made, page, _ = opened(qtbot, view)
    words = said(page)
    assert "✓ Signed over by you 02:14. ✓ Signed for by UOTHER 02:14: “ring at nine”" in words
    assert "Nobody has read it back and signed for it yet." in words
    assert "… Proof is outstanding" in words
    assert "In spite of what lacked: The ward has them." in words
    assert "state 7C4A-91E2." in words
    differences = (
        Difference("C1LOG", NOW, Position(NOW, "C1LOG")),
        Difference("C1LOG", NOW),
        Difference("C3MAIN", None),
    )
    made.handing.show_proof("h1", Proof(False, differences, admins=False))
    words = said(page)
    assert "✗ The desks differ" in words
    assert f"Only here: the message of {NOW:%H:%M:%S} in C1LOG." in words
    assert "Something of the hour from 02:14 in C1LOG differs." in words
    assert "Something before the last 24 hours in C3MAIN differs. They know other admins." in words
    made.handing.show_proof("h1", Proof(True))
    made.handing.show_proof("h1", Proof(True))
    assert "✓ The desks agree" in said(page)


def test_each_signature_is_one_key_and_a_read_back_is_asked_for(qtbot: QtBot) -> None:
    made, page, heard = opened(qtbot, with_cases(case()))
    page.step(1)
    assert page.chosen == ""
    page.acts["sign_over"]()
    assert "No case is chosen" in made.banner.words
    page.follow("k1")
    assert page.chosen == "k1"
    page.acts["sign_over"]()
    assert wishes(heard) == [actions.SignOver("k1")]
    made.show_view(with_cases(case(owner="U1", signed_over=(SignedOver("s2", "U1", NOW),))))
    page.acts["sign_for"]()
    asking = made.wishes.asking
    assert asking is not None
    asking.field.setPlainText("ring at nine")
    asking.confirm()
    assert wishes(heard)[1:] == [actions.SignFor("k1", "ring at nine")]


def test_what_cannot_be_is_said_and_not_asked(qtbot: QtBot) -> None:
    made, page, heard = opened(qtbot, with_cases(case()))
    made.wishes.may = lambda _action: Refusal("Not now.")
    page.follow("k1")
    for name in ("sign_for", "write_handover"):
        page.acts[name]()
        assert made.banner.words == "Not now."
    page.acts["sign_handover"]()
    assert made.banner.words == "No handover is written yet."
    made.show_view(with_cases(case(), handovers={"h1": handover()}))
    page.acts["sign_handover"]()
    assert made.banner.words == "Not now."
    made.views.go("desk")
    made.queue.follow("c1")
    made.handing.flag()
    assert made.banner.words == "Not now."
    assert heard.wished == []


def test_notes_are_kept_as_they_are_written_and_sent_with_the_handover(qtbot: QtBot) -> None:
    made, page, heard = opened(qtbot, as_lead(desks.view(people=people())))
    page.notes.setPlainText("Two newcomers.")
    page.notes.setFocus()
    assert made.wishes.draft(("handover", "")) == "Two newcomers."  # type: ignore[arg-type]  # a draft is a pair
    assert page.leave()
    assert not page.leave()
    page.find()
    page.step(1)
    page._on_act("write_handover")
    assert wishes(heard) == [actions.WriteHandover(NOW, "", (), "Two newcomers.")]


def test_a_handover_is_signed_at_once_or_with_a_reason_where_something_lacks(qtbot: QtBot) -> None:
    view = as_lead(replace(desks.view(people=people()), handovers={"h1": handover()}))
    made, page, heard = opened(qtbot, view)
    sign = actions.SignHandover("h1", NOW - MINUTE, "", None)
    page.acts["sign_handover"]()
    assert wishes(heard) == [sign]
    made.show_view(replace(view, cases={"k1": case()}))
    page.acts["sign_handover"]()
    asking = made.wishes.asking
    assert asking is not None
    asking.field.setPlainText("The ward has them.")
    asking.confirm()
    assert wishes(heard)[1:] == [replace(sign, override="The ward has them.")]


def test_who_talks_in_a_chat_is_flagged_with_a_time_and_a_few_words(qtbot: QtBot) -> None:
    made, heard = desk(qtbot)
    made.queue.follow("c1")
    made.handing.flag()
    asking = made.wishes.asking
    assert asking is not None
    asking.field.setPlainText("08:30 A sister is there.")
    asking.confirm()
    flag = wishes(heard)[-1]
    assert isinstance(flag, actions.FlagCase)
    assert (flag.chat, flag.owner, flag.summary) == ("c1", ME, "A sister is there.")
    assert flag.next_check is not None
    assert f"{flag.next_check.astimezone(ZONE):%H:%M}" == "08:30"


def test_a_case_that_lacks_something_or_is_due_is_on_the_banner(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    lacking = case(owner=None, next_check=None)
    made.show_view(as_lead(with_cases(lacking, replace(lacking, case="k2"))))
    assert made.handing.banner.words == "green-compass is at risk (B) and has no owner and next check. And 1 more."
    due = case(next_check=NOW - 10 * MINUTE)
    made.show_view(with_cases(due))
    assert made.handing.banner.words == "green-compass (B) was to be looked at by 02:04."
    news = case_news(as_lead(with_cases(replace(due, owner="UOTHER"))), NOW, ZONE)
    assert news is not None
    assert news.words == "green-compass (B) was to be looked at by 02:04, UOTHER sees to it."
    assert case_news(with_cases(case()), NOW, ZONE) is None
    assert isinstance(made.handing, Handing)
    made.say("It is not yours to close.")
    assert made.banner.words == "It is not yours to close."  # beside what calls, not in its place
