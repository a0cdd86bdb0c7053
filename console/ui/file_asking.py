"""Asks where a file is to be saved: in the system's own way, where it has one."""

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from console.ui.theme import Look


def ask_where(window: QWidget, look: Look, title: str, kind: str, name: str) -> QFileDialog:
    """The question, which is shown at once; ``kind`` is as Qt writes it, ``name`` what is offered, with its ending."""
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    # The system's own where there is one; else Qt's, by palette alone: the window's style would hide its labels.
    files = QFileDialog(None, title, where, kind)
    files.setPalette(window.palette())
    files.setFont(look.font())
    files.resize(QSize(look.px(640), look.px(420)).boundedTo(window.size()))
    files.setWindowModality(Qt.WindowModality.ApplicationModal)
    files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    files.setDefaultSuffix(name.rpartition(".")[2])
    files.selectFile(name)
    files.show()
    return files
