"""The drawn signs: risk, rule level, presence; each told apart by its shape before its colour."""

import math
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from console.domain.words import Risk, RuleLevel
from console.ui.theme import Look

RISK_WORDS: Final = {
    Risk.A: "Emergency",
    Risk.B: "Very high",
    Risk.C: "High distress",
    Risk.D: "Moderate",
    Risk.E: "Low",
}
RISK_SHAPES: Final = {
    Risk.A: "octagon",
    Risk.B: "diamond",
    Risk.C: "triangle",
    Risk.D: "circle",
    Risk.E: "ring",
}
LEVEL_WORDS: Final = {RuleLevel.STOP: "Stop", RuleLevel.MUST: "Must", RuleLevel.NOTE: "Note"}


def _polygon(points: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


@lru_cache(maxsize=8)
def risk_path(risk: Risk) -> QPainterPath:
    """The outline of a level within the square from (-1, -1) to (1, 1)."""
    match risk:
        case Risk.A:
            return _polygon(
                [(math.cos(math.radians(a)) * 1.04, math.sin(math.radians(a)) * 1.04) for a in _octagon_angles()]
            )
        case Risk.B:
            return _polygon([(0, -1), (1, 0), (0, 1), (-1, 0)])
        case Risk.C:
            return _polygon([(0, -0.98), (1, 0.82), (-1, 0.82)])
        case Risk.D | Risk.E:
            path = QPainterPath()
            path.addEllipse(QRectF(-0.96, -0.96, 1.92, 1.92))
            return path


def _octagon_angles() -> list[float]:
    return [22.5 + 45 * i for i in range(8)]


def risk_colour(look: Look, risk: Risk) -> QColor:
    """The colour of a level."""
    return look.colour(lambda p: (p.risk_a, p.risk_b, p.risk_c, p.risk_d, p.risk_e)["ABCDE".index(risk)])


def paint_risk(painter: QPainter, look: Look, risk: Risk, box: QRectF) -> None:
    """Draw a level's shape with its letter, filling ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = risk_colour(look, risk)
    half = box.width() / 2
    painter.translate(box.center())
    painter.scale(half, half)
    if risk is Risk.E:
        pen = QPen(colour, look.px(2) / half)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.scale(0.92, 0.92)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    painter.drawPath(risk_path(risk))
    painter.restore()
    painter.setPen(colour if risk is Risk.E else look.colour(lambda p: p.risk_ink))
    painter.setFont(look.font(12, bold=True))
    lowered = box.translated(0, box.height() * 0.12) if risk is Risk.C else box
    painter.drawText(lowered, Qt.AlignmentFlag.AlignCenter, risk.value)


def paint_level(painter: QPainter, look: Look, level: RuleLevel, box: QRectF) -> None:
    """Draw how strongly a rule binds: a barred disc (stop), a triangle (must), a ring (note)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    match level:
        case RuleLevel.STOP:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(lambda p: p.risk_a))
            painter.drawEllipse(box)
            bar = QRectF(0, 0, box.width() * 0.56, box.height() * 0.2)
            bar.moveCenter(box.center())
            painter.setBrush(look.colour(lambda p: p.risk_ink))
            painter.drawRect(bar)
        case RuleLevel.MUST:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(lambda p: p.text))
            painter.translate(box.center())
            painter.scale(box.width() / 2, box.height() / 2)
            painter.drawPath(risk_path(Risk.C))
        case RuleLevel.NOTE:
            painter.setPen(QPen(look.colour(lambda p: p.text), look.px(1.6)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = box.width() * 0.12
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def paint_presence(painter: QPainter, look: Look, presence: str, box: QRectF) -> None:
    """Draw how a person stands: ``on`` a disc, ``break`` two bars, ``off`` a thin ring, ``gap`` a thick ring."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if presence == "on":
        painter.setBrush(look.colour(lambda p: p.good))
        painter.drawEllipse(box)
    elif presence == "break":
        painter.setBrush(look.colour(lambda p: p.risk_c))
        width = box.width() * 0.34
        painter.drawRect(QRectF(box.left(), box.top(), width, box.height()))
        painter.drawRect(QRectF(box.right() - width, box.top(), width, box.height()))
    else:
        gap = presence == "gap"
        width = look.px(2.4 if gap else 1.4)
        painter.setPen(QPen(look.colour(lambda p: p.bad if gap else p.quiet), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    painter.restore()


def paint_tick(painter: QPainter, look: Look, box: QRectF, *, done: bool) -> None:
    """Draw the box of a task, ticked when it is done."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(look.colour(lambda p: p.soft), look.px(1.3)))
    painter.drawRoundedRect(box, look.px(2), look.px(2))
    if done:
        painter.setPen(QPen(look.colour(lambda p: p.good), look.px(2)))
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(box.left() + box.width() * 0.2, box.top() + box.height() * 0.52),
                    QPointF(box.left() + box.width() * 0.42, box.top() + box.height() * 0.76),
                    QPointF(box.left() + box.width() * 0.82, box.top() + box.height() * 0.24),
                ]
            )
        )
    painter.restore()
