"""Figures: what was measured beside its target, as a table, as JSON and as a picture."""

import dataclasses
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that is not exceeded by so many per cent."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.nan


def median(values: Iterable[float]) -> float:
    """The middle one."""
    found = list(values)
    return statistics.median(found) if found else math.nan


def ms(seconds: Sequence[float]) -> float:
    """The middle one, in milliseconds."""
    return median(seconds) * 1e3


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``target`` None: only told; ``least`` says that more is better."""

    what: str
    measured: float
    unit: str
    target: float | None = None
    least: bool = False
    beside: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target was reached; None where there is none."""
        if self.target is None:
            return None
        return self.measured >= self.target if self.least else self.measured <= self.target

    @property
    def value(self) -> str:
        """What was measured, in words."""
        return _said(self.measured, self.unit)

    @property
    def goal(self) -> str:
        """The target, in words."""
        return "" if self.target is None else f"{'≥' if self.least else '≤'} {_said(self.target, self.unit)}"

    def plain(self) -> dict[str, Any]:
        """For the JSON file."""
        return {
            "what": self.what,
            "measured": self.measured,
            "unit": self.unit,
            "target": self.target,
            "met": self.met,
            "beside": self.beside,
        }


def _said(value: float, unit: str) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def joined(figures: Iterable[Figure], others: Iterable[Figure], whose: str) -> list[Figure]:
    """Each figure with somebody else's of the same name beside it; what only they have, as figures of their own."""
    theirs = {one.what: one for one in others}
    found = []
    for one in figures:
        other = theirs.pop(one.what, None)
        if other is not None:
            said = "; ".join(filter(None, (f"{whose} {other.value}", other.beside, one.beside)))
            one = dataclasses.replace(one, beside=said)  # noqa: PLW2901 -- the same figure, told more fully
        found.append(one)
    alone = [dataclasses.replace(one, what=f"{whose}: {one.what}") for one in theirs.values()]
    return found + alone


def table(figures: Sequence[Figure]) -> str:
    """The table, as Markdown."""
    lines = [("what", "measured", "target", "met", "beside")]
    for one in figures:
        met = {True: "yes", False: "**no**", None: ""}[one.met]
        lines.append((one.what, one.value, one.goal, met, one.beside))
    widths = [max(len(line[i]) for line in lines) for i in range(5)]
    rows = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rows.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(rows)


def picture(figures: Sequence[Figure], title: str, path: Path) -> None:
    """Draw each figure as a part of its target: what ends left of the line meets it."""
    from PySide6.QtCore import QRectF, Qt  # noqa: PLC0415 -- the table needs no Qt
    from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen  # noqa: PLC0415

    app = QGuiApplication.instance() or QGuiApplication(["bench", "-platform", "offscreen"])
    told = [one for one in figures if one.target]
    row, left, wide, top = 34, 470, 420, 64
    image = QImage(left + wide + 350, top + row * len(told) + 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#11161d"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont("DejaVu Sans")
    font.setPixelSize(14)
    painter.setFont(font)
    painter.setPen(QColor("#e6edf3"))
    painter.drawText(24, 34, title)
    for i, one in enumerate(told):
        assert one.target is not None  # noqa: S101 -- only those are told
        y = top + i * row
        part = one.target / one.measured if one.least and one.measured else one.measured / one.target
        painter.setPen(QColor("#e6edf3"))
        painter.drawText(QRectF(24, y, left - 40, row), Qt.AlignmentFlag.AlignVCenter, one.what)
        colour = QColor("#4cc38a" if one.met else "#e5a35c")
        painter.fillRect(QRectF(left, y + 9, max(2.0, min(part, 1.5) * wide / 1.5), row - 18), colour)
        sign = "met" if one.met else "not met"
        said = f"{one.value}   ({one.goal}, {sign})"
        painter.drawText(QRectF(left + wide + 16, y, 330, row), Qt.AlignmentFlag.AlignVCenter, said)
    painter.setPen(QPen(QColor("#e6edf3"), 1, Qt.PenStyle.DashLine))
    painter.drawLine(left + int(wide / 1.5), top - 8, left + int(wide / 1.5), top + row * len(told))
    painter.drawText(left + int(wide / 1.5) - 24, top + row * len(told) + 22, "target")
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(path))
    del app
