"""The page of the templates: which wordings there are, how they read and changed; clinicians and leads keep them."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.desk import View
from console.domain.actions import SetTemplate, WithdrawTemplate
from console.domain.subjects import Kind
from console.domain.templates import Template, called
from console.domain.templating import again, no_keeper
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.asking import Question
from console.ui.delegates import RosterPainting
from console.ui.keys import Keymap
from console.ui.label import Heading, Text
from console.ui.lists import ListView
from console.ui.place import divided
from console.ui.queue_pane import NOT_READ
from console.ui.queue_rows import Known
from console.ui.roster_rows import RosterLine
from console.ui.rows import Rows
from console.ui.sheet import scrolled
from console.ui.template_rows import TemplatesNow, lines_of, whole
from console.ui.template_sheet import TemplateSheet, kept_wish
from console.ui.text import one_line
from console.ui.theme import Look
from console.ui.wishes import Draft, Wishes

_NONE_CHOSEN: Final = "No template is chosen."
_KEEPS: Final = "What you write here is offered at every desk where a post is declined, and stands in #mod-main."
_SEES: Final = "Whoever declines a post may answer with these."
_SHOWN: Final = frozenset((Kind.TEMPLATE, Kind.RULE, Kind.PEOPLE))


class TemplatesPage(QObject):
    """The wordings for members; it wishes what is done by key or button, and does nothing itself."""

    def __init__(self, look: Look, keys: Keymap, zone: tzinfo, wishes: Wishes, known: Known) -> None:
        super().__init__(wishes)
        self._look, self._zone, self._wishes, self._known = look, zone, wishes, known
        self._seen: TemplatesNow | None = None
        self.sheet: TemplateSheet | None = None
        self.widget = QWidget()
        self.widget.setAccessibleName("Templates")
        self.heading = Heading(look, "Templates")
        self.rights = Text(look, tint=lambda p: p.soft, size=13)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a template: a word of it, or rule 14…")
        self.search.setAccessibleName("Find a template")
        self.search.setMaxLength(200)
        self.search.textChanged.connect(self.show_anew)
        self.rows: Rows[RosterLine] = Rows(lambda line: line.words)
        self.view: ListView[RosterLine] = ListView(self.rows, "Templates", height_of=self._height_of)
        self._painting = RosterPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.say_empty(NOT_READ)
        self.view.chosen.connect(self._show_chosen)
        self.view.opened.connect(self._change)
        self.search.returnPressed.connect(self.view.setFocus)
        self.told = Text(look)
        self.bar = ActBar(look, keys)
        self.bar.act_wished.connect(self._on_act)
        self._lay_out()
        self.parts: Sequence[QWidget] = (self.view, self.search, self.detail)
        self.acts: dict[str, Callable[[], object]] = {
            "new_rule": self._new,
            "write_rule": self._change,
            "withdraw_rule": self._withdraw,
        }
        self.wear(look)

    def _lay_out(self) -> None:
        inside = QWidget()
        self._within = QVBoxLayout(inside)
        self._within.addWidget(self.told)
        self._within.addStretch(1)
        self.detail = scrolled(inside, "Chosen template", by_keys=True)
        self._field = QVBoxLayout()
        for part in (self.rights, self.search):
            self._field.addWidget(part)
        left, right = QWidget(), QWidget()
        right.setObjectName("below")
        beside, below, all_ = QVBoxLayout(left), QVBoxLayout(right), QVBoxLayout(self.widget)
        beside.addWidget(self.heading)
        beside.addLayout(self._field)
        beside.addWidget(self.view, 1)
        below.addWidget(self.detail, 1)
        below.addWidget(self.bar)
        all_.addWidget(divided(Qt.Orientation.Horizontal, "Templates and the chosen one", (left, right), (620, 820)))
        for layout in (beside, below, all_):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    @property
    def chosen(self) -> Template | None:
        """The template on whose line one stands."""
        row, seen = self.view.chosen_row(), self._seen
        return None if row is None or seen is None else seen.view.templates.get(row.key)

    # The page

    def show_view(self, view: View, now: datetime) -> None:
        """Show the templates of a desk."""
        first = self._seen is None
        self._seen = TemplatesNow(view, now, self._zone, self._known.marks.screen)
        if first or view.changed is None or any(one.kind in _SHOWN for one in view.changed):
            self.show_anew()

    @Slot()
    def show_anew(self) -> None:
        """Show everything once more."""
        if self._seen is None:
            return
        seen = self._seen = replace(self._seen, screen=self._known.marks.screen)
        self.rows.show(lines_of(seen, self.search.text()))
        every = seen.view.templates.values()
        over = sum(one.withdrawn is not None for one in every)
        self.heading.say(f"{len(every) - over} in use" + (f" · {over} withdrawn" if over else ""))
        refusal = no_keeper(seen.view, seen.view.me)
        self.rights.show_words(_KEEPS if refusal is None else f"{_SEES} {refusal.why}")
        if self.search.text().strip() and every:
            self.view.say_empty("No template has these words.")
        else:
            unread = seen.view.connection.complete_to is None
            self.view.say_empty(NOT_READ if unread else "No template is written yet.")
        if self.view.chosen_row() is None:
            self.view.step(1)
        self._show_chosen()

    @Slot()
    def screen_anew(self) -> None:
        """Say anew what the templates touch, where other rules are in force now."""
        if self._seen is not None and self._seen.screen is not self._known.marks.screen:
            self.show_anew()

    @Slot()
    def _show_chosen(self) -> None:
        seen, one = self._seen, self.chosen
        if seen is None:
            return
        if one is None:
            self.told.show_words(_NONE_CHOSEN)
        else:
            self.told.show_runs(tuple(whole(seen, one)))
        refusal = no_keeper(seen.view, seen.view.me)
        why = "" if refusal is None else refusal.why
        missing = why or ("" if one is not None else _NONE_CHOSEN)
        over = one is not None and one.withdrawn is not None
        gone = missing or (f"{called(one.template).capitalize()} is withdrawn already." if over and one else "")
        self.bar.show_acts(
            (
                Act("write_rule", "Set it again" if over else "Change", "first", missing),
                Act("new_rule", "A new one", "", why),
                Act("withdraw_rule", "Withdraw", "grave", gone),
            )
        )

    def follow(self, key: str) -> None:
        """Stand on a template, whatever was searched for."""
        self.search.clear()
        position = self.rows.position_of(key)
        if position >= 0:
            self.view.choose(position)

    def step(self, by: int) -> None:
        """Go to another template."""
        self.view.step(by)

    def find(self) -> None:
        """Let the person type what they look for."""
        self.search.setFocus()
        self.search.selectAll()

    def leave(self) -> bool:
        """Leave the search; False when nothing is searched for."""
        begun = bool(self.search.text()) or self.search.hasFocus()
        self.search.clear()
        self.view.setFocus()
        return begun

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        px = look.px
        for part in (self.heading, self.rights, self.told, self.bar):
            part.wear(look)
        self.search.setFont(look.font())
        self._field.setContentsMargins(px(14), 0, px(12), px(6))
        self._field.setSpacing(px(8))
        self._within.setContentsMargins(px(16), px(14), px(12), px(12))
        self._painting.look = look
        self.detail.verticalScrollBar().setSingleStep(px(24))
        self.view.verticalScrollBar().setSingleStep(px(28))
        self.view.forget_heights()
        self.view.viewport().update()

    def _height_of(self, line: RosterLine, width: int) -> int:
        return self._painting.height_of(line, width)

    # What is done here

    def _on_act(self, name: str) -> None:
        self.acts[name]()

    def _refused(self) -> bool:
        """Whether this person may not; it is said why."""
        refusal = None if self._seen is None else no_keeper(self._seen.view, self._seen.view.me)
        if refusal is not None:
            self._wishes.refused.emit(refusal.why)
        return refusal is not None or self._seen is None

    def _new(self) -> None:
        """Write a new template."""
        if not self._refused():
            self._write(SetTemplate("", ""))

    def _change(self) -> None:
        """Write the next version of the chosen one."""
        one = self.chosen
        if self._refused():
            return
        if one is None:
            self._wishes.refused.emit(_NONE_CHOSEN)
        else:
            self._write(replace(again(one.template, one.latest), over=one.latest.of))

    def _write(self, begun: SetTemplate) -> None:
        seen, draft = self._seen, Draft("template", begun.template or "new")
        if seen is None or self.sheet is not None or self._wishes.asking is not None:
            return
        wish = replace(kept_wish(self._wishes.draft(draft)) or begun, over=begun.over)  # what differs is shown
        sheet = TemplateSheet(self.widget.window(), self._look, seen, wish, self._wishes.may)
        sheet.drafted.connect(partial(self._wishes.keep, draft))
        sheet.answered.connect(partial(self._on_answered, draft))
        sheet.finished.connect(self._on_finished)
        self.sheet = sheet
        sheet.open()
        self._wishes.opened.emit(sheet)

    def _on_answered(self, draft: Draft, wish: SetTemplate) -> None:
        self._wishes.wished.emit(wish, draft)

    def _on_finished(self) -> None:
        self.sheet = None

    def _withdraw(self) -> None:
        """Say why the chosen one is no longer to be used."""
        one = self.chosen
        if self._refused():
            return
        if one is None or one.withdrawn is not None:
            why = _NONE_CHOSEN if one is None else f"{called(one.template).capitalize()} is withdrawn already."
            self._wishes.refused.emit(why)
            return
        template = one.template

        def made(_chosen: Any, text: str) -> Any:
            action = WithdrawTemplate(template, text)
            return self._wishes.may(action) or action

        question = Question(
            f"Withdraw {called(template)} — {one_line(one.latest.title, 80)}",
            "It is offered to nobody from then on. What was sent with it stays, and it can be set again.",
            "Why, for those who used it",
            "Withdraw",
            made,
            about_rules=True,
        )
        self._wishes.ask(question, Draft("withdraw template", template), self._look)
