"""Saving the handover: in which form, with or without what is told of members, and into which file."""

from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from console.ui.file_asking import ask_where
from console.ui.handover_rows import Page
from console.ui.handover_sheet import page_of, pdf_of, write
from console.ui.picking import Pick, Picking
from console.ui.theme import Look

_ABOUT: Final = "The file is not encrypted: whoever has it can read it. Keep it only where handovers may lie."
_BARE: Final = "Aliases, owners, next checks and figures; tasks and the lead's notes as they were written."
_FULL: Final = "And what cases tell of members: summaries, plans, reasons, what was read back."


class Form(NamedTuple):
    """How it is saved: the ending of the file, and whether what is told of members goes with it."""

    ending: str
    words: bool


_PICKS: Final = (
    Pick("P", "PDF", Form("pdf", words=False), _BARE),
    Pick("H", "Page (HTML)", Form("html", words=False), _BARE),
    Pick("Shift+P", "PDF, all of it", Form("pdf", words=True), _FULL),
    Pick("Shift+H", "Page, all of it", Form("html", words=True), _FULL),
)


class Saving(QObject):
    """Asks how and where, and saves; ``told`` gives a sentence and its tone."""

    told = Signal(str, str)

    def __init__(self, window: QWidget, look: Look, page: Page) -> None:
        super().__init__(window)
        self._window, self._look, self._page = window, look, page
        self.files: QFileDialog | None = None
        self.picking = Picking(window, look, "Save the handover", _ABOUT, _PICKS)
        self.picking.picked.connect(self._on_picked)
        self.picking.open()

    def _on_picked(self, form: Form) -> None:
        kind = "PDF (*.pdf)" if form.ending == "pdf" else "Page (*.html)"
        name = f"handover-{self._page.draft.at.astimezone(self._page.zone):%Y-%m-%d-%H%M}.{form.ending}"
        self.files = ask_where(self._window, self._look, "Save the handover", kind, name)
        self.files.fileSelected.connect(lambda path: self.save(path, form))

    def save(self, path: str, form: Form) -> None:
        """Save it there, whole or not at all."""
        html = page_of(self._page, words=form.words)
        why = write(path, pdf_of(html, "Handover") if form.ending == "pdf" else html.encode())
        if why:
            self.told.emit(f"The handover could not be saved: {why}.", "warn")
        else:
            self.told.emit(f"The handover is saved in {path}.", "quiet")
