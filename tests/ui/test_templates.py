"""The page of the templates: seen by all, written by clinicians and leads, word by word, and with what they touch."""

from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.domain.actions import SetTemplate, WithdrawTemplate
from console.domain.events import TemplateSet
from console.domain.messages import EPOCH, Position
from console.domain.pending import Pending
from console.domain.people import Grant, People
from console.domain.rules import Withdrawal
from console.domain.templates import Template, Version
from console.domain.words import Home, Role, RuleKind, RuleLevel
from console.ui.looks import look_keys
from console.ui.template_sheet import TemplateSheet, kept_wish
from console.ui.templates_page import TemplatesPage
from console.ui.window import DeskWindow
from tests.ui import desks
from tests.ui.acting import Heard, desk
from tests.ui.desks import ME, NOW, ago, rule
from tests.ui.windows import press

CTRL = Qt.KeyboardModifier.ControlModifier
CONTACT = rule("R14", "Contact details", "", RuleLevel.STOP, kinds=(RuleKind.PHONE,))


def version(number: int, name: str, title: str, body: str, *rules: str) -> Version:
    return Version(number, f"{name}-{number}", "U2", ago(90 - number), title, body, rules)


T1 = Template(
    "T1",
    (
        version(1, "T1", "Contact", "Hello {alias}.", "R14"),
        version(2, "T1", "Contact", "Hello {alias}, {rule} counts in {place}.", "R14"),
    ),
    used={"T1-2": 3},
)
T2 = Template("T2", (version(1, "T2", "Ring us", "Ring 07700 900123."),))
T3 = Template(
    "T3",
    (version(1, "T3", "Old", "Hello"),),
    Withdrawal(ago(3), "U2", "too short"),
    (Withdrawal(ago(3), "U2", "too short"),),
)
EVERY = (T1, T2, T3)


@dataclass
class Opened:
    """The page on a window whose wishes are heard."""

    window: DeskWindow
    page: TemplatesPage
    heard: Heard
    qtbot: QtBot

    @property
    def lines(self) -> list[str]:
        return [row.words for row in self.page.rows]

    @property
    def told(self) -> str:
        return self.page.told.accessibleName()

    def shows(self, *templates: Template, role: Role = Role.LEAD, **more: Any) -> None:
        people = People(frozenset(), {ME: (Grant(role, "U1", Position(EPOCH, "")),)})
        found = {one.template: one for one in templates}
        self.window.show_view(desks.view(people=people, templates=found, rules={"R14": CONTACT}, **more))

    def sheet(self, name: str) -> TemplateSheet:
        self.window.act(name)
        sheet = self.page.sheet
        assert sheet is not None
        self.qtbot.waitUntil(sheet.isActiveWindow)
        return sheet


@pytest.fixture
def opened(qtbot: QtBot) -> Opened:
    window, heard = desk(qtbot)
    window.show_view(desks.view(templates={}, rules={"R14": CONTACT}))
    qtbot.waitUntil(lambda: window._known.marks.screen is not None and not window.touches.busy)
    press(window, Qt.Key.Key_F4)
    page = window.views.page
    assert isinstance(page, TemplatesPage)
    found = Opened(window, page, heard, qtbot)
    found.shows(*EVERY)
    return found


def test_the_templates_are_listed_with_version_who_set_it_and_when_the_most_used_first(opened: Opened) -> None:
    assert opened.lines == [
        "In use · 2",
        "T1 · Contact, v2 · Dr S. Iyer · 00:46 · used 3 times",
        "T2 · Ring us, v1 · Dr S. Iyer · 00:45 · touches a stop rule",
        "Withdrawn · 1",
        "T3 · Old, v1 · Dr S. Iyer · 00:45, withdrawn",
    ]
    assert opened.page.heading.summary == "2 in use · 1 withdrawn"


def test_one_is_shown_in_full_as_a_member_would_read_it_with_its_history_word_by_word(opened: Opened) -> None:
    assert "Offered first for rule 14 — Contact details" in opened.told
    assert "Hello sunny-kite, “Contact details” counts in the forum." in opened.told
    assert (
        "Version 2 · 00:46 · Dr S. Iyer · used 3 times\nWording: Hello {alias}. {alias}, {rule} counts" in opened.told
    )
    assert "Version 1 · 00:45 · Dr S. Iyer · never used\nContact\nHello {alias}." in opened.told
    opened.page.step(1)
    assert "Touches rule 14 (stop) — Contact details: " in opened.told
    opened.page.step(1)
    assert "Withdrawn by Dr S. Iyer, 02:11: too short. It is offered to nobody." in opened.told
    assert "Withdrawn · 02:11 · Dr S. Iyer\ntoo short" in opened.told


def test_a_new_one_is_written_previewed_and_wished(opened: Opened) -> None:
    sheet = opened.sheet("new_rule")
    assert "{alias} is the member's alias" in sheet.read_back.accessibleName()
    sheet.form.title.setText("Meeting")
    sheet.form.body.setPlainText("Dear {alias}: {rule}.")
    sheet.form.rules.setText("14; house")
    told = sheet.read_back.accessibleName()
    assert "Offered first for rule 14 — Contact details, rule “house”." in told
    assert "As sunny-kite would read it: Dear sunny-kite: “Contact details”." in told
    press(sheet, Qt.Key.Key_Return, CTRL)
    wish, draft = opened.heard.wished[-1]
    assert wish == SetTemplate("Meeting", "Dear {alias}: {rule}.", ("R14", "house"))
    assert draft == ("template", "new")
    assert opened.page.sheet is None


def test_what_cannot_be_is_said_as_it_is_typed_and_is_not_wished(opened: Opened) -> None:
    sheet = opened.sheet("new_rule")
    sheet.form.title.setText("Meeting")
    sheet.form.body.setPlainText("Dear {name}")
    assert "There is no variable “{name}”." in sheet.why.accessibleName()
    sheet.confirm()
    assert opened.heard.wished == []
    sheet.form.body.setPlainText("Dear {alias}")
    assert sheet.why.isHidden()


def test_one_that_itself_touches_a_stop_rule_says_so_and_is_confirmed_twice(opened: Opened) -> None:
    sheet = opened.sheet("new_rule")
    sheet.form.title.setText("Ring")
    sheet.form.body.setPlainText("Ring 07700 900123.")
    opened.qtbot.waitUntil(lambda: not sheet.touched.isHidden())
    assert "Touches rule 14 (stop) — Contact details" in sheet.touched.accessibleName()
    sheet.confirm()
    assert "This touches what stops posts: rule 14" in sheet.why.accessibleName()
    assert opened.heard.wished == []
    sheet.confirm()
    assert opened.heard.wished[-1][0] == SetTemplate("Ring", "Ring 07700 900123.")


def test_a_change_shows_what_differs_and_is_written_over_the_version_that_was_seen(opened: Opened) -> None:
    sheet = opened.sheet("write_rule")
    assert "Nothing differs yet." in sheet.read_back.accessibleName()
    sheet.form.body.setPlainText("Hello {alias}, {rule} holds in {place}.")
    assert (
        "What differs from version 2\nWording: Hello {alias}, {rule} counts holds in"
        in sheet.read_back.accessibleName()
    )
    sheet.confirm()
    wish = opened.heard.wished[-1][0]
    assert (wish.template, wish.over, wish.rules) == ("T1", "T1-2", ("R14",))


def test_somebody_elses_newer_version_is_told_and_shown_before_ones_own_goes_over_it(opened: Opened) -> None:
    sheet = opened.sheet("write_rule")
    sheet.form.body.setPlainText("Hi {alias}.")
    newer = replace(T1, versions=(*T1.versions, version(3, "T1", "Contact", "Dear {alias}.", "R14")))
    view = opened.window.wishes.view
    assert view is not None
    opened.window.wishes.view = replace(view, templates={"T1": newer})
    templates: Any = sheet._templates.view.templates  # the desk's own, live
    templates["T1"] = newer
    sheet.confirm()
    assert "Dr S. Iyer has written version 3 of template 1 since you began." in sheet.why.accessibleName()
    assert "What differs from version 3" in sheet.read_back.accessibleName()
    assert opened.heard.wished == []
    sheet.confirm()
    assert opened.heard.wished[-1][0].over == "T1-3"


def test_what_was_begun_is_there_the_next_time(opened: Opened) -> None:
    sheet = opened.sheet("write_rule")
    sheet.form.body.setPlainText("Hi {alias}.")
    press(sheet, Qt.Key.Key_Escape)
    assert opened.page.sheet is None
    assert opened.heard.drafted[-1][:2] == ("template", "T1")
    again = opened.sheet("write_rule")
    assert again.form.body.toPlainText() == "Hi {alias}."
    assert kept_wish("nonsense") is None


def test_one_that_is_withdrawn_can_be_set_again_and_not_be_withdrawn_twice(opened: Opened) -> None:
    opened.page.follow("T3")
    opened.window.act("withdraw_rule")
    assert "Template 3 is withdrawn already." in opened.window.banner.words
    sheet = opened.sheet("write_rule")
    assert "It is offered again as it was." in sheet.read_back.accessibleName()
    sheet.confirm()
    assert opened.heard.wished[-1][0] == SetTemplate("Old", "Hello", (), "T3", "T3-1")


def test_one_is_withdrawn_with_a_reason(opened: Opened) -> None:
    opened.window.act("withdraw_rule")
    asking = opened.window.wishes.asking
    assert asking is not None
    asking.confirm()
    assert "needs a reason" in asking.why.accessibleName()
    asking.field.setPlainText("too long")
    asking.confirm()
    assert opened.heard.wished[-1][0] == WithdrawTemplate("T1", "too long")


def test_who_may_not_sees_them_and_why(opened: Opened) -> None:
    opened.shows(*EVERY, role=Role.MODERATOR)
    assert "Only clinicians and leads write and withdraw templates." in opened.page.rights.accessibleName()
    assert "Hello sunny-kite" in opened.told
    for name in ("new_rule", "write_rule", "withdraw_rule"):
        opened.window.act(name)
        assert (opened.page.sheet, opened.window.wishes.asking) == (None, None)
    assert "Only clinicians and leads" in opened.window.banner.words


def test_they_are_searched_by_words_and_rule_and_an_empty_list_says_why(opened: Opened) -> None:
    opened.page.find()
    opened.page.search.setText("rule 14")
    assert len(opened.lines) == 2
    opened.page.search.setText("nothing like it")
    assert opened.lines == []
    assert opened.page.view.accessibleDescription() == "No template has these words."
    assert opened.told == "No template is chosen."
    opened.window.act("write_rule")
    opened.window.act("withdraw_rule")
    assert "No template is chosen." in opened.window.banner.words
    assert opened.page.leave()
    assert not opened.page.leave()
    opened.shows()
    assert opened.page.view.accessibleDescription() == "No template is written yet."


def test_what_slack_does_not_have_yet_says_so_and_other_looks_are_worn(opened: Opened) -> None:
    event = TemplateSet("T2", "Ring us", "Ring 07700 900123.")
    waiting = (Pending("a1", Home.MOD_MAIN, event, "", NOW),)
    opened.shows(*EVERY, waiting=waiting)
    assert any(line.endswith("↑ pending") for line in opened.lines)
    look_keys(opened.window)["theme"]()
    assert opened.page.told.accessibleName()


def test_the_box_that_finds_everything_opens_the_page(qtbot: QtBot) -> None:
    window, _ = desk(qtbot)
    window.show_view(desks.view(templates={"T1": T1}))
    window.finder.does["show_templates"]()
    assert isinstance(window.views.page, TemplatesPage)
    assert window.views.current == "templates"
