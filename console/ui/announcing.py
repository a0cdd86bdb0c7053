"""What a screen reader says as soon as it has nothing else to say."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str) -> None:
    """Have something said that concerns a widget."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415 -- 190 names, 2 ms at a start

    said = QAccessibleAnnouncementEvent(widget, words)
    said.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(said)
