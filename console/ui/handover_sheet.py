"""The handover to take away: a page for any browser and screen reader, or a PDF of the same for paper."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSaveFile, QSize
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from console.domain.cases import Case
from console.domain.opinions import Opinion
from console.ui import paper
from console.ui.chart import ChartOf, paint_chart
from console.ui.handover_rows import Page, chart_of, moment_line, night_lines, proof_lines, risk_lines, work_lines
from console.ui.paper import safe
from console.ui.roster_rows import RosterLine
from console.ui.theme import PALETTES, Look

_CHART: Final = QSize(640, 220)
_LEFT_OUT: Final = "…"


def page_of(page: Page, *, words: bool) -> str:
    """The handover as HTML that needs nothing else; ``words`` says whether what is told of members goes with it."""
    shown = page if words else _without_words(page)
    shown = replace(shown, view=replace(page.view, me=""))  # whoever reads it is not "you"
    there = page.view.shifts.get(page.shift)
    title = f"Handover to {there.name if there else 'the next shift'}"
    since = f"{page.draft.at.astimezone(page.zone):%d %B %Y, %H:%M}, {moment_line(page.draft.since, page.zone)}"
    kept = "With what is told of members." if words else "Without what is told of members."
    lines = (*risk_lines(shown), *proof_lines(shown), *work_lines(shown), *night_lines(shown))
    chart = chart_of(page.draft, page.zone)
    return paper.page(title, f"{safe(since)}. {kept}", "".join(_told(lines, chart)))


def pdf_of(html: str, title: str) -> bytes:
    """The same page as a PDF, A4."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(html)
    document.print_(writer)
    buffer.close()
    return bytes(held.data())


def write(path: str, kept: bytes) -> str:
    """Write a file whole or not at all; why that cannot be, empty when it is there."""
    file = QSaveFile(path)
    if file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(kept) == len(kept) and file.commit():
        return ""
    return file.errorString()


def _without_words(page: Page) -> Page:
    draft = page.draft
    bare = replace(draft, cases=tuple(map(_bare, draft.cases)), closed=tuple(map(_bare, draft.closed)))
    return replace(page, draft=bare)


def _bare(case: Case) -> Case:
    signed = tuple(replace(one, read_back=_LEFT_OUT) for one in case.signed_for)
    opinions = tuple(map(_silent, case.opinions))
    bare = replace(case, summary=None, plan=None, if_then=None, note=None, outside="", story=(), assessments=())
    return replace(bare, outcome=_LEFT_OUT, signed_for=signed, opinions=opinions)


def _silent(opinion: Opinion) -> Opinion:
    given = tuple(replace(one, reason="") for one in opinion.given)
    return replace(opinion, reason="", outcome=opinion.outcome and _LEFT_OUT, given=given)


def _told(lines: Iterable[RosterLine], chart: ChartOf) -> Iterator[str]:
    """Sections as headings, cards as headings with their words, all other lines as rows of tables."""
    table = False
    for line in lines:
        row = line.kind not in ("section", "card", "chart")
        if row is not table:
            yield "<table>" if row else "</table>"
            table = row
        match line.kind:
            case "section":
                yield f"<h2>{safe(line.left)}</h2>"
            case "card":
                yield f"<h3>{safe(f'{line.risk.value} · ' if line.risk else '')}{safe(line.left)}</h3>"
                yield f"<p>{safe(line.right).replace(chr(10), '<br>')}</p>"
            case "chart":
                yield f'<img src="{_drawn(chart)}" alt="{safe(chart.words)}" width="{_CHART.width()}">'
            case _:
                risk = f"{line.risk.value} · " if line.risk else ""
                yield f'<tr><th scope="row">{safe(risk + line.left)}</th><td>{safe(line.right)}</td></tr>'
    if table:
        yield "</table>"


def _drawn(chart: ChartOf) -> str:
    """The chart as a picture that stands in the page itself."""
    look = Look(PALETTES["light"])
    image = QImage(_CHART * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    image.fill(look.palette.ground)
    painter = QPainter(image)
    paint_chart(painter, look, QRect(0, 0, _CHART.width(), _CHART.height()), chart)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return "data:image/png;base64," + b64encode(bytes(held.data())).decode()
