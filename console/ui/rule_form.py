"""The form in which a rule is written: every field with its name, every choice with its key."""

from typing import Final

from typing_extensions import override

from console.domain.words import Audience, RuleKind, RuleLevel
from console.ui.act_bar import Sign
from console.ui.form import Form
from console.ui.rule_writing import Writing
from console.ui.shapes import LEVEL_WORDS, paint_level
from console.ui.theme import Look

_LEVEL_KEYS: Final = {RuleLevel.STOP: "Alt+S", RuleLevel.MUST: "Alt+M", RuleLevel.NOTE: "Alt+N"}
_AUDIENCES: Final = {Audience.UNDER_18: ("Under 18s", "Alt+U"), Audience.ADULTS: ("Adults", "Alt+A")}
_KINDS: Final = {
    RuleKind.PHONE: ("Phone numbers", "Alt+P"),
    RuleKind.LINK: ("Links", "Alt+L"),
    RuleKind.EMAIL: ("E-mail", "Alt+E"),
    RuleKind.HANDLE: ("Handles", "Alt+H"),
}


class RuleForm(Form):
    """What is written of a rule."""

    def __init__(self, look: Look, writing: Writing) -> None:
        super().__init__(look, "The rule")
        self._rule, self._proposal = writing.rule, writing.proposal
        self.over = writing.over  # the version that it is written over
        self._write(writing)

    @property
    def writing(self) -> Writing:
        """What is written."""
        return Writing(
            self.title.text(),
            self.body.toPlainText(),
            next(level for level, button in self.levels.items() if button.isChecked()),
            tuple(one for one, button in self.audiences.items() if button.isChecked()),
            self.must_read.isChecked(),
            self.blocks_taking.isChecked(),
            self.begins.text(),
            self.until.text(),
            self.words.toPlainText(),
            tuple(one for one, button in self.kinds.items() if button.isChecked()),
            self.holds.toPlainText(),
            self.leaves.toPlainText(),
            self._rule,
            self.over,
            self.despite.text(),
            self._proposal,
        )

    def _write(self, writing: Writing) -> None:
        """Make the form, with what is written so far."""
        self._section("What")
        self.title = self._line("Title", writing.title, 160)
        self.body = self._several("What is to be done", writing.body, 4)
        self._section("Level")
        self.levels = self._choices(
            ((level, LEVEL_WORDS[level], keys) for level, keys in _LEVEL_KEYS.items()), (writing.level,), alone=True
        )
        asks = self._choices(
            (("read", "Must be read", "Alt+R"), ("blocks", "No new chat before it is read", "Alt+B")),
            ["read"] * writing.must_read + ["blocks"] * writing.blocks_taking,
        )
        self.must_read, self.blocks_taking = asks["read"], asks["blocks"]
        self._section("Who and when")
        self.audiences = self._choices(((one, *told) for one, told in _AUDIENCES.items()), writing.audience)
        self._section("From (now, when it stays empty)")
        self.begins = self._line("06:00, or 22 Nov 06:00", writing.begins, 40, "From")
        self._section("Until (it is withdrawn, when it stays empty)")
        self.until = self._line("06:00, or 22 Nov 06:00", writing.until, 40, "Until")
        self._section("Finds these words and phrases, one on each line, and these kinds")
        self.words = self._several("corridor challenge, or corridor* for any ending", writing.words, 3, "Words")
        self.kinds = self._choices(((one, *told) for one, told in _KINDS.items()), writing.kinds)
        self._section("Examples that it must hold, one on each line")
        self.holds = self._several("", writing.holds, 2, "Must hold")
        self._section("Examples that it must leave, one on each line")
        self.leaves = self._several("", writing.leaves, 2, "Must leave")
        self._why = self._section("Why it is published although an example fails")
        self.despite = self._line("Read by everybody who keeps to the rule", writing.despite, 300, "Why all the same")
        self.ask_why(wanted=False)
        self._column.addStretch(1)

    def ask_why(self, *, wanted: bool) -> None:
        """Whether an example fails, so that the rule needs a reason to be published."""
        self._why.setVisible(wanted)
        self.despite.setVisible(wanted)

    @override
    def _sign_of(self, value: object) -> Sign | None:
        """What a choice of a level is told apart by, besides its word."""
        if not isinstance(value, RuleLevel):
            return None
        return lambda painter, box: paint_level(painter, self._look, value, box)
