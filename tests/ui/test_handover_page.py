"""The handover at the window: the draft worst first, signatures by keys, and what calls for somebody."""

from datetime import timedelta

from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.desk import View
from console.domain import actions
from console.domain.actions import Refusal
from console.domain.cases import Case, SignedFor, SignedOver
from console.domain.decisions import Decided as Made
from console.domain.decisions import Decisions
from console.domain.handovers import Handover, Signature
from console.domain.messages import Position
from console.domain.opinions import Given, Opinion, Stand
from console.domain.people import Grant
from console.domain.posts import Decided, Post
from console.domain.proof import Difference, Proof
from console.domain.roster import Place
from console.domain.words import AgeBand, Decision, Duty, PostPlace, Risk, Role, RuleLevel
from console.ui.handing import AGREED, CALLED, NOT_WRITTEN, Handing, case_news, needing
from console.ui.handover_page import HandoverPage
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, asked, desk, people
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


def opinion(by: str = "UOTHER", *given: Given, stand: Stand = Stand.WAITS, **more: object) -> Opinion:
    fields: dict[str, object] = {"outcome": "safe", **more}
    return Opinion("o1", by, NOW - MINUTE, "A sister is there.", given=given, stand=stand, **fields)  # type: ignore[arg-type]  # a builder passes on


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


def called_for(view: View) -> str:
    """What cases call the desk's person for."""
    news = case_news(view, ZONE, needing(view, NOW), "Shift+O")
    return "" if news is None else news.words


def said(page: HandoverPage) -> str:
    return "\n".join(line.words for line in (*page.rows, *page.side_rows))


def test_who_is_at_risk_stands_first_with_what_is_to_be_known(qtbot: QtBot) -> None:
    ours = case(plan="Ring at nine.", if_then="If nobody answers, then the clinician decides.")
    over = replace(case("k2"), closed_at=NOW, outcome="safe")
    _, page, _ = opened(qtbot, with_cases(ours, over))
    lines = [line.words for line in page.rows]
    assert lines[0] == "At risk — each needs two signatures · 1"
    first = "level B, Very high, green-compass · 16–17 · with you · next check 02:44, Summary: A sister is there."
    assert lines[1].startswith(first)
    assert "To do: Ring at nine.\nIf-then: If nobody answers" in lines[1]
    assert "Not signed over: waits for you." in lines[1]
    assert lines[2] == "level B, Very high, green-compass, closed 02:14 · safe. Closed by one person alone."
    assert "Waiting chats" in said(page)
    assert "No handover is written yet" in said(page)


def test_a_case_says_what_it_lacks_and_that_its_check_is_past(qtbot: QtBot) -> None:
    _, page, _ = opened(qtbot, with_cases(case(owner=None, next_check=NOW - MINUTE), case("k2", next_check=None)))
    words = said(page)
    assert "with nobody · next check ⚠ 02:13 is past, ⚠ It has no owner." in words
    assert "next check not planned, ⚠ It has no next check." in words


def test_posts_gaps_and_decisions_under_what_was_replaced_pass_on(qtbot: QtBot) -> None:
    shown = desks.view(people=people())
    shift = shown.shift(NOW)
    assert shift is not None
    gone = replace(shift, plan=(*shift.plan, Place("", Duty.MODERATOR)))
    posts = {
        name: Post(
            name,
            "otter",
            AgeBand.TEEN,
            PostPlace.FORUM,
            "words",
            None,
            name,
            NOW - n * MINUTE,
            NOW - n * MINUTE,
            decided=done,
        )
        for n, (name, done) in enumerate(
            (
                ("p1", None),
                ("p2", Decided(Decision.HOLD, ME, NOW, "p2")),
                ("p3", None),
                ("p4", Decided(Decision.HOLD, ME, NOW, "p4")),
            )
        )
    }
    rule = desks.rule("R14", "Contact details", "No numbers.", RuleLevel.STOP, versions=2, at=NOW - 5 * MINUTE)
    older = rule.versions[0]
    made = tuple(Made("p", Decision.DECLINE, ME, NOW - n * MINUTE) for n in (6, 7))
    _, page, _ = opened(
        qtbot,
        replace(
            shown,
            shifts={**shown.shifts, shift.shift: gone},
            posts=posts,
            rules={"R14": rule},
            decisions={older.of: Decisions("R14", 2, made)},
        ),
    )
    words = said(page)
    assert "Held posts, 2 · oldest 02:11" in words
    assert "Undecided posts, 2 · oldest 02:12" in words
    assert "Moderator, Night shift · 02:14–08:00" in words
    assert "2 decisions were made under what it replaced" in words


def test_the_night_is_a_chart_and_the_same_as_a_table_below_it(qtbot: QtBot) -> None:
    made, page, _ = opened(qtbot, with_cases(case()))
    lines = list(page.side_rows) or list(page.rows)
    chart = next(line for line in lines if line.chart is not None)
    assert chart.chart is not None
    assert chart.right == chart.chart.words
    assert len(chart.chart.columns) == sum(line.key.startswith("hour ") for line in lines) > 0
    made.show_view(with_cases(case()))
    made.views.repaint()  # drawn without a word of warning


def test_proof_and_figures_stand_beside_the_rest_or_below_it_and_notes_give_way_on_a_low_page(qtbot: QtBot) -> None:
    made, page, _ = opened(qtbot, as_lead(with_cases(case())))
    made.resize(1440, 900)
    qtbot.waitUntil(lambda: len(page.side_rows) > 0)
    assert not any(line.key == "proof" for line in page.rows)
    assert page.notes.isVisible()
    made.wear(made.look.at(200))
    made.resize(1280, 720)
    qtbot.waitUntil(lambda: len(page.side_rows) == 0)
    assert any(line.key == "proof" for line in page.rows)
    assert not page.notes.isVisible()
    press(page.view, Qt.Key.Key_E, _CTRL)
    assert page.notes.hasFocus()
    assert not page.view.isVisible()
    assert page.leave()
    assert page.view.isVisible()
    assert not page.notes.isVisible()


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
    made.handing.channels = {"C1LOG": "#shift-log"}
    made.handing.show_proof("h1", Proof(False, differences, admins=False))
    words = said(page)
    assert "✗ The desks differ" in words
    assert f"Only here: the message of {NOW:%H:%M:%S} in #shift-log." in words
    assert "Something of the hour from 02:14 in #shift-log differs." in words
    assert "Something before the last 24 hours in C3MAIN differs. They know other admins." in words
    made.handing.show_proof("h1", Proof(True, brought=(Position(NOW, "C1LOG"),)))
    made.handing.show_proof("h1", Proof(True))
    assert "✓ The desks agree" in said(page)
    assert f"The message of {NOW:%H:%M:%S} in #shift-log was missing here and is here now." in said(page)


def test_what_differs_is_read_again_by_one_key_and_nothing_where_there_is_nothing_to(qtbot: QtBot) -> None:
    made, page, _ = opened(qtbot, with_cases(case()))
    wished: list[bool] = []
    made.handing.repair_wished.connect(lambda: wished.append(True))
    press(made, Qt.Key.Key_L, _CTRL)
    assert made.banner.words == NOT_WRITTEN
    made.show_view(with_cases(case(), handovers={"h1": handover()}))
    made.handing.show_proof("h1", Proof(True))
    page.acts["repair"]()
    assert made.banner.words == AGREED
    assert wished == []
    made.handing.show_proof("h1", Proof(False, (Difference("C1LOG", NOW),)))
    press(made, Qt.Key.Key_L, _CTRL)
    assert wished == [True]


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


def test_a_case_that_lacks_something_or_is_due_is_on_the_banner(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    lacking = case(owner=None, next_check=None)
    made.show_view(as_lead(with_cases(lacking, replace(lacking, case="k2"))))
    assert made.handing.banner.words == "green-compass is at risk (B) and has no owner and next check. And 1 more."
    due = case(next_check=NOW - 10 * MINUTE)
    made.show_view(with_cases(due))
    assert made.handing.banner.words == "green-compass (B) was to be looked at by 02:04."
    assert called_for(as_lead(with_cases(replace(due, owner="UOTHER")))) == (
        "green-compass (B) was to be looked at by 02:04, UOTHER sees to it."
    )
    assert called_for(with_cases(case())) == ""
    assert isinstance(made.handing, Handing)
    made.say("It is not yours to close.")
    assert made.banner.words == "It is not yours to close."  # beside what calls, not in its place


def test_a_case_that_nobody_signed_for_rings_at_both_leads_and_at_nobody_else(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    called: list[str] = []
    made.call = called.append  # type: ignore[assignment]  # what a notification would say
    written = replace(handover(ME), position=Position(NOW - 6 * MINUTE, "C3MAIN"))
    waits = with_cases(case(owner="U3"), handovers={"h1": written})
    made.show_view(waits)
    assert made.handing.banner.words == "Nobody has signed for green-compass (B): it stays with M. Hale."
    assert called == [CALLED]
    made.show_view(waits)
    assert called == [CALLED]
    made.show_view(
        replace(
            waits,
            cases={"k1": case(owner="U3"), "k2": case("k2", owner=None)},
            handovers={"h1": replace(written, cases=("k1", "k2"))},
        )
    )
    assert called == [CALLED, CALLED]  # one more case
    assert called_for(replace(waits, me="U8")) == ""
    assert called_for(replace(waits, cases={"k1": case()})).endswith("it stays with you.")
    assert called_for(replace(waits, cases={"k1": case(owner=None)})).endswith(": nobody has it.")
    both = replace(
        waits,
        cases={"k1": case(next_check=NOW - MINUTE), "k2": case("k2")},
        handovers={"h1": replace(written, cases=("k1", "k2"))},
    )
    assert called_for(both) == (
        "green-compass (B) was to be looked at by 02:13. "
        "Nobody has signed for green-compass (B): it stays with you. And 1 more."
    )


def test_a_task_about_a_case_is_written_with_one_key_here_and_on_the_board(qtbot: QtBot) -> None:
    for view_key, opens in ((Qt.Key.Key_4, "handover"), (Qt.Key.Key_5, "board")):
        made, heard = desk(qtbot)
        made.show_view(with_cases(case()))
        press(made, view_key, _CTRL)
        page = made.views.page
        assert page is not None, opens
        page.follow("k1")
        press(page.parts[0], "y")
        asking = asked(qtbot, made)
        assert asking.field.toPlainText() == "green-compass: "
        asking.field.setPlainText("03:00 green-compass: ring the morning team")
        asking.confirm()
        (wish,) = wishes(heard)
        assert isinstance(wish, actions.PlanTask)
        assert (wish.title, wish.due is not None) == ("green-compass: ring the morning team", True)
