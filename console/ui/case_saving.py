"""Saving one case as an incident bundle: with or without what is told of members, and into which file."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from console.domain.cases import Case
from console.ui.text import one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

    from console.ui.picking import Picking
    from console.ui.window import DeskWindow

_ABOUT: Final = (
    "One file (ZIP) with all that touched the case: a page to read, and the same as data that any desk can check. "
    "It is not encrypted: whoever has it can read it."
)
_BARE: Final = "Who did what when, who had it, who was told, risk, owner, checks, aliases and proof. Nobody's words."
_FULL: Final = "And what is told of members: excerpts, texts of posts, summaries, plans, notes, reasons, outcomes."
_STEP: Final = 0.1  # of the whole; it is told no more often than that


class CaseSaving(QObject):
    """Asks how and where; ``wished`` gives a case, whether with words, and a path. It is made elsewhere.

    ``key`` is the key that saves a case, as people write it.
    """

    wished = Signal(str, bool, str)

    def __init__(self, window: "DeskWindow", key: str) -> None:
        super().__init__(window)
        self._window, self.key = window, key
        self._told = 0.0
        self.picking: Picking | None = None
        self.files: QFileDialog | None = None

    def ask(self, case: Case) -> None:
        """Ask whether what is told of members goes with it."""
        from console.ui.picking import Pick, Picking  # noqa: PLC0415 -- opened now and then; a start need not wait

        picks = (Pick("B", "Without words", False, _BARE), Pick("Shift+B", "With words", True, _FULL))
        title = f"Save the case of {one_line(case.alias, 60)}"
        self.picking = Picking(self._window, self._window.look, title, _ABOUT, picks)
        self.picking.picked.connect(lambda words: self._ask_where(case, words=words))
        self.picking.open()

    def _ask_where(self, case: Case, *, words: bool) -> None:
        from console.ui.file_asking import ask_where  # noqa: PLC0415 -- as above

        name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in one_line(case.alias, 40))
        ending = "-with-words.zip" if words else ".zip"
        self.files = ask_where(
            self._window, self._window.look, "Save the case", "Incident bundle (*.zip)", f"case-{name}{ending}"
        )
        self.files.fileSelected.connect(lambda path: self._wish(case, path, words=words))

    def _wish(self, case: Case, path: str, *, words: bool) -> None:
        self._told = 0.0
        self._window.say("The case is being gathered.", "quiet")
        self.wished.emit(case.case, words, path)

    def progress(self, share: float) -> None:
        """Say how much of it is done."""
        if share >= self._told + _STEP:
            self._told = share
            self._window.say(f"The case is being gathered, with its proof: {share:.0%} of the record is read.", "quiet")
