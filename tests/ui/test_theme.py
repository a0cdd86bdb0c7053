"""Every theme can be read by everybody, at every text size."""

import itertools

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPalette

from console.domain.words import Risk, RuleLevel
from console.ui.shapes import paint_level, paint_presence, paint_risk
from console.ui.theme import PALETTES, Look, Palette, colours, contrast, luminance, qpalette, stylesheet

pytestmark = pytest.mark.usefixtures("qapp")
each = pytest.mark.parametrize("palette", PALETTES.values(), ids=lambda palette: palette.name)


@each
def test_every_text_stands_out_from_every_ground(palette: Palette) -> None:
    for ink in (palette.text, palette.soft, palette.quiet, palette.good, palette.warn, palette.bad, palette.link):
        for ground in (palette.ground, palette.low, palette.card, palette.chosen, palette.field):
            assert contrast(ink, ground) >= palette.contrast, (palette.name, ink, ground)
    assert contrast(palette.mark_text, palette.mark) >= palette.contrast


@each
def test_every_letter_of_risk_stands_out_from_its_shape_and_every_shape_from_the_ground(palette: Palette) -> None:
    for shape in (palette.risk_a, palette.risk_b, palette.risk_c, palette.risk_d):
        assert contrast(palette.risk_ink, shape) >= palette.contrast
    for ground in (palette.ground, palette.chosen):
        assert contrast(palette.risk_e, ground) >= palette.contrast
        assert contrast(palette.accent, ground) >= 3


def test_high_contrast_is_seven_to_one() -> None:
    assert PALETTES["high contrast"].contrast == 7


def test_contrast_is_reckoned_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert luminance("#ffffff") == pytest.approx(1)


@each
def test_the_palette_and_the_style_sheet_have_the_themes_colours(palette: Palette) -> None:
    made = qpalette(Look(palette))
    assert made.color(QPalette.ColorRole.Window).name() == palette.ground
    assert made.color(QPalette.ColorRole.PlaceholderText).name() == palette.quiet
    assert palette.field in stylesheet(Look(palette))
    assert all(value.startswith("#") and len(value) == 7 for value in colours(palette).values())


def test_every_length_and_font_grows_with_the_text_size() -> None:
    small, large = Look(), Look(percent=200)
    assert large.px(14) == 2 * small.px(14)
    assert large.font(14).pixelSize() == 2 * small.font(14).pixelSize()
    assert "border-radius: 10px" in stylesheet(large)
    assert Look().at(500).percent == 200
    assert Look().at(10).percent == 100
    assert Look().px(0.1) == 1


def test_figures_have_one_width_so_that_times_do_not_jump() -> None:
    measures = QFontMetrics(Look().font(14))
    assert measures.horizontalAdvance("11:11") == measures.horizontalAdvance("08:48")
    assert Look().font(14).isFeatureSet(QFont.Tag("tnum"))


def drawn(paint: object, *arguments: object, **named: object) -> bytes:
    """What is drawn, in one colour: only the shape is left."""
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, Look(), *arguments, QRectF(4, 4, 32, 32), **named)  # type: ignore[operator]
    painter.end()
    shape = image.convertToFormat(QImage.Format.Format_Alpha8)
    return bytes(shape.constBits())


def test_every_sign_has_a_shape_of_its_own() -> None:
    risks = [drawn(paint_risk, risk) for risk in Risk]
    levels = [drawn(paint_level, level) for level in RuleLevel]
    presences = [drawn(paint_presence, presence) for presence in ("on", "break", "off", "gap")]
    for signs in (risks, levels, presences):
        for one, other in itertools.combinations(signs, 2):
            differing = sum(abs(a - b) > 80 for a, b in zip(one, other, strict=True))
            assert differing > 40
