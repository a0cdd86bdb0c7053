"""How the console looks: three frozen palettes, one scale for every length, one short style sheet.

Colour never carries a meaning alone: whatever a colour says stands beside it as a letter, a shape or a word.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import fields, replace
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget

FAMILIES: Final = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "Cantarell", "DejaVu Sans", "sans-serif")
FIXED_FAMILIES: Final = ("JetBrains Mono", "SF Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono", "monospace")
_TABULAR: Final = QFont.Tag("tnum")


class Palette(msgspec.Struct, frozen=True):
    """The colours of one theme, each named by what it is for; ``#rrggbb``.

    ``text``, ``soft`` (second lines) and ``quiet`` (section names) are read on ``ground``, ``low``, ``card``
    and ``chosen``; ``good``, ``warn`` and ``bad`` colour words there too.
    """

    name: str
    contrast: float  # the least contrast of any text in this palette
    ground: str
    low: str  # the detail and the bars
    card: str
    chosen: str
    chosen_line: str
    field: str
    line: str
    frame: str  # around a chip
    text: str
    soft: str
    quiet: str
    accent: str  # the ring around what has the keyboard
    good: str
    good_line: str
    warn: str
    warn_line: str
    bad: str
    bad_line: str
    link: str
    mark: str  # ground of a warning banner
    mark_text: str
    risk_a: str
    risk_b: str
    risk_c: str
    risk_d: str
    risk_e: str  # a ring: the letter has this colour too
    risk_ink: str  # the letter on A to D


NIGHT: Final = Palette(
    name="night",
    contrast=4.5,
    ground="#1b1f26",
    low="#191d23",
    card="#232832",
    chosen="#2b3a4a",
    chosen_line="#4f7391",
    field="#14171c",
    line="#2e3540",
    frame="#46515e",
    text="#e3e8ee",
    soft="#a9b4c0",
    quiet="#9aa6b3",
    accent="#6fb1e0",
    good="#7fd3a3",
    good_line="#39634d",
    warn="#ffb27a",
    warn_line="#7a6130",
    bad="#ff9a94",
    bad_line="#7a3a3a",
    link="#8cc4ec",
    mark="#5a4320",
    mark_text="#ffe2bf",
    risk_a="#ff6b6b",
    risk_b="#ff9f5a",
    risk_c="#f2cc60",
    risk_d="#7fb4d6",
    risk_e="#a3adb9",
    risk_ink="#14171c",
)
LIGHT: Final = Palette(
    name="light",
    contrast=4.5,
    ground="#f6f7f9",
    low="#eef0f3",
    card="#ffffff",
    chosen="#d9e7f4",
    chosen_line="#5b8bb5",
    field="#ffffff",
    line="#cfd5dc",
    frame="#a9b3be",
    text="#1a2027",
    soft="#47525e",
    quiet="#505b67",
    accent="#1d68a7",
    good="#17603a",
    good_line="#5fa481",
    warn="#8a4300",
    warn_line="#c98f45",
    bad="#a81e1e",
    bad_line="#cf7474",
    link="#125a96",
    mark="#ffe6c2",
    mark_text="#4f2b00",
    risk_a="#e54848",
    risk_b="#e07a1f",
    risk_c="#d9a800",
    risk_d="#3f86b8",
    risk_e="#55606c",
    risk_ink="#000000",
)
HIGH_CONTRAST: Final = Palette(
    name="high contrast",
    contrast=7.0,
    ground="#000000",
    low="#000000",
    card="#0b0b0b",
    chosen="#00315c",
    chosen_line="#ffffff",
    field="#000000",
    line="#9a9a9a",
    frame="#d0d0d0",
    text="#ffffff",
    soft="#f0f0f0",
    quiet="#e6e6e6",
    accent="#ffe14d",
    good="#8dffb5",
    good_line="#8dffb5",
    warn="#ffd08a",
    warn_line="#ffd08a",
    bad="#ffc2c2",
    bad_line="#ffc2c2",
    link="#a8dcff",
    mark="#ffe14d",
    mark_text="#000000",
    risk_a="#ff8a8a",
    risk_b="#ffb066",
    risk_c="#ffe14d",
    risk_d="#8fd0ff",
    risk_e="#ffffff",
    risk_ink="#000000",
)
PALETTES: Final = {palette.name: palette for palette in (NIGHT, LIGHT, HIGH_CONTRAST)}
SMALLEST, LARGEST = 100, 200


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 -- WCAG's

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How well two colours can be told apart, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Look(msgspec.Struct, frozen=True):
    """A palette at a text size; every length and font on the screen comes from here."""

    palette: Palette = NIGHT
    percent: int = SMALLEST

    def px(self, length: float) -> int:
        """``length`` at 100 % in pixels at this text size, at least one."""
        return max(1, round(length * self.percent / 100))

    def font(self, size: float = 14, *, bold: bool = False, spaced: bool = False, fixed: bool = False) -> QFont:
        """A font ``size`` pixels high at 100 %; figures all have one width, so that times do not jump."""
        return _font(self.px(size), bold, spaced, fixed)

    def colour(self, of: Callable[[Palette], str]) -> QColor:
        """One of the palette's colours."""
        return _colour(of(self.palette))

    def at(self, percent: int) -> "Look":
        """The same palette at another text size, kept within 100 to 200 %."""
        return replace(self, percent=min(LARGEST, max(SMALLEST, percent)))


@lru_cache(maxsize=64)
def _font(pixels: int, bold: bool, spaced: bool, fixed: bool) -> QFont:
    font = QFont(list(FIXED_FAMILIES if fixed else FAMILIES))
    font.setPixelSize(pixels)
    font.setFeature(_TABULAR, 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    if spaced:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
    return font


@lru_cache(maxsize=128)
def _colour(name: str) -> QColor:
    return QColor(name)


def colours(palette: Palette) -> dict[str, str]:
    """Every colour of a palette by its name."""
    return {f.name: getattr(palette, f.name) for f in fields(palette) if f.name not in ("name", "contrast")}


def qpalette(look: Look) -> QPalette:
    """The palette as Fusion wants it."""
    p = look.palette
    roles = QPalette.ColorRole
    result = QPalette()
    for role, colour in {
        roles.Window: p.ground,
        roles.WindowText: p.text,
        roles.Base: p.field,
        roles.AlternateBase: p.card,
        roles.Text: p.text,
        roles.PlaceholderText: p.quiet,
        roles.Button: p.card,
        roles.ButtonText: p.text,
        roles.BrightText: p.text,
        roles.Highlight: p.chosen,
        roles.HighlightedText: p.text,
        roles.ToolTipBase: p.card,
        roles.ToolTipText: p.text,
        roles.Link: p.link,
        roles.LinkVisited: p.link,
        roles.Light: p.line,
        roles.Midlight: p.line,
        roles.Mid: p.line,
        roles.Dark: p.low,
        roles.Shadow: p.low,
        roles.Accent: p.accent,
    }.items():
        result.setColor(role, _colour(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, _colour(p.quiet))
    return result


def dress(window: QWidget, look: Look) -> None:
    """Have a whole window look so, also one that looked otherwise before."""
    window.setStyleSheet("")  # or the palette on which it was laid comes back with the next one
    window.setPalette(qpalette(look))
    window.setFont(look.font())
    window.setStyleSheet(stylesheet(look))


def stylesheet(look: Look) -> str:
    """What Fusion's palette cannot say: thin scroll bars, flat splitters, the field, buttons, the focus ring."""
    p, px = look.palette, look.px
    return f"""
QSplitter::handle {{ background: {p.line}; }}
QSplitter::handle:focus, QSplitter::handle:hover {{ background: {p.accent}; }}
#topBar, #statusBar {{ background: {p.ground}; }}
#detail {{ background: {p.low}; border: {px(2)}px solid {p.low}; }}
#detail:focus {{ border-color: {p.accent}; }}
#detail > QWidget > QWidget {{ background: {p.low}; }}
#below {{ background: {p.low}; }}
QDialog {{ background: {p.ground}; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {p.quiet if p.contrast > NIGHT.contrast else p.line};
  border-radius: {px(4)}px; min-height: {px(30)}px; margin: {px(1)}px; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {p.quiet if p.contrast > NIGHT.contrast else p.line};
  border-radius: {px(4)}px; min-width: {px(30)}px; margin: {px(1)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QLineEdit, QPlainTextEdit {{ background: {p.field}; color: {p.text};
  border: 1px solid {p.line}; border-radius: {px(5)}px; padding: {px(6)}px {px(10)}px;
  selection-background-color: {p.chosen}; selection-color: {p.text};
  placeholder-text-color: {p.quiet}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: {px(2)}px solid {p.accent}; padding: {px(5)}px {px(9)}px; }}
QPushButton {{ background: {p.card}; color: {p.text}; border: 1px solid {p.line}; border-radius: {px(5)}px;
  padding: {px(6)}px {px(14)}px; }}
QPushButton::menu-indicator {{ subcontrol-position: right center; right: {px(6)}px; width: {px(9)}px; }}
QPushButton:focus, QPushButton:hover {{ border-color: {p.accent}; }}
#grid {{ background: {p.ground}; color: {p.text}; gridline-color: {p.line}; border: none;
  selection-background-color: {p.chosen}; selection-color: {p.text}; }}
#grid::item {{ padding: {px(4)}px {px(8)}px; }}
#grid::item:selected {{ background: {p.chosen}; color: {p.text}; }}
#grid QHeaderView, #grid QTableCornerButton::section {{ background: {p.low}; border: none; }}
#grid QHeaderView::section {{ font-size: {px(14)}px; background: {p.low}; color: {p.soft}; border: none;
  border-right: 1px solid {p.line}; border-bottom: 1px solid {p.line}; padding: {px(4)}px {px(8)}px; }}
#grid QHeaderView::section:checked {{ color: {p.text}; }}
QToolTip {{ background: {p.card}; color: {p.text}; border: 1px solid {p.chosen_line}; padding: {px(4)}px; }}
"""
