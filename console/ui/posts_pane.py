"""The pane of the posts: what waits to be decided, the chosen one in full, and the keys that decide it."""

from collections.abc import Iterable
from datetime import timedelta, tzinfo
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from console.desk import View
from console.domain.blind import Pair, pairs
from console.domain.people import REVIEWERS
from console.domain.posts import Post
from console.domain.reviewing import offered
from console.domain.templates import called as template_called
from console.domain.words import Decision
from console.ui.act_bar import ActBar
from console.ui.delegates import NARROW, SECTION, paint_section
from console.ui.detail import Detail
from console.ui.drawing import Line, Prose, chip_width, paint_chosen, paint_ground
from console.ui.keys import Keymap
from console.ui.label import Heading
from console.ui.lists import ListView, Painting
from console.ui.marks import marked, quoted
from console.ui.place import divided, stacked
from console.ui.post_blind import Beside
from console.ui.post_rows import (
    BOTH,
    HEADINGS,
    HELD,
    REVIEW,
    TAKEN,
    WAITING,
    PostRow,
    asks_of,
    blind_row,
    chips,
    differing_row,
    key_of,
    line,
    order_of,
    risks,
    row_of,
    runs_between,
    words,
)
from console.ui.post_talk import wished
from console.ui.queue_rows import Known
from console.ui.rows import SortedRows
from console.ui.shapes import RISK_WORDS, paint_risk
from console.ui.text import Run, neutral, one_line
from console.ui.theme import Look
from console.ui.times import age, near, to_second

_UPRIGHT: Final = (420, 430)
_FLAT: Final = (300, 340)  # beside each other, where the pane is
_LOW: Final = 400  # lower than this and
_WIDE: Final = 520  # wider than this, at 100 %
_DECIDED: Final = {
    Decision.PUBLISH: "published it",
    Decision.EDIT: "edited and published it",
    Decision.HOLD: "held it",
    Decision.DECLINE: "declined it",
    Decision.ESCALATE: "escalated it",
}
_LATELY: Final = timedelta(hours=12)  # where no shift is planned
_LONGEST: Final = 6_000  # characters of a post that are shown


class PostPainting(Painting[PostRow]):
    """Draws a post: alias and chips, what it says, and its age at the right."""

    def __init__(self, view: ListView[PostRow], look: Look, known: Known) -> None:
        super().__init__(view, look)
        self._known = known
        self.narrow = False

    def fit(self, width: int) -> int:
        """Draw for a list so many pixels wide; returns how high each row is."""
        self.narrow = width < self.look.px(NARROW)
        return self.look.px(84 if self.narrow else 57)

    @override
    def paint_row(self, painter: QPainter, row: PostRow, box: QRect, *, chosen: bool, focused: bool) -> None:
        look, px = self.look, self.look.px
        if row.post is None:
            paint_section(painter, look, row.title, box)
            return
        inner = box.adjusted(px(7), 0, -px(7), -1)
        paint_chosen(painter, look, inner, chosen=chosen, focused=focused)
        if not chosen:
            under = QRect(inner.left() + px(4), box.bottom(), inner.width() - px(8), 1)
            paint_ground(painter, look, under, lambda p: p.line)
        if row.risk is not None:
            paint_risk(painter, look, row.risk, QRectF(box.left() + px(16), box.top() + px(15), px(27), px(27)))
        left = box.left() + px(52 if row.risk is not None else 20)
        width = box.right() + 1 - px(18) - left
        first = Line(painter, look, QRect(left, box.top() + px(8), width, px(22)))
        first.right(age(row.since, self._known.now), (lambda p: p.text) if chosen else lambda p: p.soft)
        first.words(one_line(row.post.alias, 60), lambda p: p.text, bold=True)
        second = Line(painter, look, QRect(left, box.top() + px(31), width, px(22))) if self.narrow else first
        for chip in chips(row, self._known):
            if chip_width(look, chip) <= second.room:
                second.chip(chip, 0)
        prose = Prose(look, (Run(line(row, self._known)),), width, tint=lambda p: p.text if chosen else p.soft, lines=1)
        prose.paint(painter, left, box.top() + px(56 if self.narrow else 30))


class PostDetail(Detail):
    """The chosen post in full: what it says, what its author changed, which rules it touches, what the team said."""

    def __init__(self, look: Look, known: Known, zone: tzinfo) -> None:
        self._post: PostRow | None = None
        self._view: View | None = None
        super().__init__(look, known, zone)
        self.setAccessibleName("Chosen post")

    def show_post(self, row: PostRow | None, view: View | None) -> None:
        """Show a post, or that none is chosen."""
        self._post, self._view = row, view
        post = None if row is None else row.post
        self._top.setVisible(post is not None)
        for text in (self._touched, self._about, self._told):
            text.setVisible(post is not None)
        if row is None or post is None or view is None:
            self._said.show_words(
                "No post is chosen." + (f" Choose one with {self._known.moves}." * bool(self._known.moves))
            )
            return
        self._alias.set_text(post.alias)
        self._risk.setVisible(row.risk is not None)
        if row.risk is not None:
            self._risk.set_text(f"flagged at {row.risk.value} · {RISK_WORDS[row.risk]}")
            self._risk.set_tone("warn")
        self._band.set_text(post.age_band.value.replace("-", "–"))
        self._opened.set_text(f"{post.place.value} · {to_second(post.submitted_at, self._zone)}")
        hits = self._known.marks.hits.get(row.key, ())
        self._said.show_runs((Run("“"), *marked(post.text, hits, _LONGEST), Run("”")))
        told = tuple(self._known.marks.told(row.key, self._known.rule_key))
        self._touched.setVisible(bool(told))
        self._touched.show_runs(told)
        found = f"Found: {quoted(post.text, hits)}. " if hits else ""
        self._touched.setAccessibleName(found + "".join(run.text for run in told).strip())
        changed = tuple(_changed(post))
        self._about.setVisible(bool(changed))
        self._about.show_runs(changed)
        said = (*self._decided(post), *self._judged(post, view), *self._opinions(post, view))
        self._told.show_runs((*said, *self._asks(asks_of(post.post, view.asks))))
        self.tick()

    def _decided(self, post: Post) -> Iterable[Run]:
        """What was decided of it before."""
        for one in (*post.earlier, *((post.decided,) if post.decided else ())):
            yield Run(f"{self._by(one.by)} {_DECIDED[one.decision]} {to_second(one.at, self._zone)}  ", bold=True)
            parts = [f"by rule {one.rule.removeprefix('R')}"] if one.rule else []
            parts += [f"with {template_called(one.template)} v{one.template_version or '?'}"] if one.template else []
            parts += [f"for {self._known.name(one.for_)}"] if one.for_ else []
            parts += [f"until {near(one.until, self._known.now, self._zone)}"] if one.until else []
            said = ": ".join(filter(None, (" ".join(parts), neutral(one.note or one.message or one.why or "", 600))))
            yield Run(f"{said}\n")
            if one.review is not None:
                seen = "agrees" if one.review.stands else "overturned it"
                reason = f": {neutral(one.review.reason, 600)}" if one.review.reason else ""
                yield Run(f"{self._by(one.review.by)} looked at it again and {seen}{reason}\n", italic=True)

    def _judged(self, post: Post, view: View) -> Iterable[Run]:
        """What was said blind of it, by those whom this person may read: themselves, and pairs that are complete."""
        shown = {one.judged.id for one in pairs((post,)) if one.seen_by(view.me, view.people)}
        for one in post.judged:
            if one.id in shown or one.by == view.me:
                rule = f" by rule {one.rule.removeprefix('R')}" if one.rule else ""
                yield Run(f"{self._by(one.by)}, blind, would {one.decision.value} it{rule}  ", bold=True)
                yield Run(f"{neutral(one.note or '', 600)}\n")

    def _opinions(self, post: Post, view: View) -> Iterable[Run]:
        """What was asked and said about publishing it; the first one's reason only for who gave their own."""
        for one in post.opinions:
            reason = one.reason_for(view.me)
            yield Run(f"{wished(one, view)} ", bold=True)
            yield Run(f"{'Their reason is shown after you gave yours.' if reason is None else neutral(reason, 600)}\n")
            if one.text is not None and one.over == post.submission:
                yield Run("As edited: ", italic=True)
                yield from (*runs_between(post.text, one.text), Run("\n"))
            for given in one.given if reason is not None else ():
                said = "agrees" if given.agrees else "does not agree"
                yield Run(f"{self._by(given.by)} {said}: {neutral(given.reason, 600)}\n")

    @override
    def tick(self) -> None:
        row = self._post
        if row is None or row.post is None:
            return
        holder, waits = row.post.holder, age(row.since, self._known.now)
        if row.mine or row.section == TAKEN:
            self._state.set_text(f"with {self._known.name(holder)} · waits {waits}")
        else:
            told = line(row, self._known) if row.section == HELD else f"waits {waits}"
            told = "to talk about" if row.section == BOTH else told
            told = "to look at again" if row.section == REVIEW else "back to you" if row.back else told
            self._state.set_text(told)
        self._state.set_tone("good" if row.mine else "quiet")


def _changed(post: Post) -> Iterable[Run]:
    """What its author changed since it was submitted before, word by word."""
    if post.before is None:
        return
    yield Run("Its author changed it: ", italic=True)
    yield from runs_between(post.before, post.text)


class PostsPane(QWidget):
    """The posts: a list, the chosen one below it, and the bar of what can be done to it; ``chosen`` says which."""

    chosen = Signal()

    def __init__(self, look: Look, keys: Keymap, known: Known, zone: tzinfo) -> None:
        super().__init__()
        self._look, self._known = look, known
        self.beside: Beside | None = None  # who decides blind beside whom
        self._pairs: dict[str, tuple[Pair, ...]] = {}  # of this shift, that this person may see
        self.percent = 0  # of routine decisions that are offered for a second look
        self.rows: SortedRows[PostRow] = SortedRows(lambda row: words(row, known), order_of)
        self.heading = Heading(look, "Posts")
        self.view: ListView[PostRow] = ListView(self.rows, "Posts")
        self.view.say_empty("No post waits to be decided.")
        self._painting = PostPainting(self.view, look, known)
        self.view.setItemDelegate(self._painting)
        self.view.chosen.connect(self.chosen)
        self.detail = PostDetail(look, known, zone)
        self.detail.setObjectName("detail")
        self.bar = ActBar(look, keys)
        self.setAccessibleName("Posts")
        upper = QWidget()
        upper.setAccessibleName("Posts")
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.view, 1)
        below = stacked("below", self.detail, self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._divided = divided(Qt.Orientation.Vertical, "Posts and chosen post", (upper, below), _UPRIGHT)
        layout.addWidget(self._divided)
        self._fit()

    def show_posts(self, view: View, keys: Iterable[str]) -> None:
        """Take in posts that changed, came or went."""
        upserts, gone = [], []
        risk_of = risks(view.cases.values())
        reviewer = bool(view.people.roles_now(view.me) & REVIEWERS)
        for key in keys:
            post = view.posts.get(key)
            if post is None:
                row = None
                self._pairs.pop(key, None)
            elif self.beside is not None:
                row = blind_row(post, risk_of(post)) if self.beside.wants(post, view.me) else None
            else:
                again = reviewer and offered(post, view.me, self.percent)
                row = row_of(post, self._known.now, view.me, risk_of(post), review=again)
            if post is not None and post.judged:
                self._pairs[key] = found = self._paired(post, view)
                row = row or differing_row(post, found)
            if row is None:
                gone.append(key_of(key))
            else:
                upserts.append(row)
        self.rows.change(upserts, gone)
        counts = self._counts()
        shown = [heading for heading, count in zip(HEADINGS, counts, strict=True) if count]
        self.rows.change(shown, [heading.key for heading in HEADINGS if heading not in shown])
        self.view.set_headings([self.rows.position_of(one.key) for one in HEADINGS], self._look.px(SECTION))
        self.say()

    def _paired(self, post: Post, view: View) -> tuple[Pair, ...]:
        """What two decided of a post in this shift without seeing the other's, for the two and for leads."""
        shift = view.shift(self._known.now)
        since = shift.starts if shift is not None else self._known.now - _LATELY
        found = (one for one in pairs((post,)) if one.decided.at >= since)
        return tuple(one for one in found if one.seen_by(view.me, view.people))

    def _counts(self) -> list[int]:
        return [sum(row.post is not None and row.section == one.section for row in self.rows) for one in HEADINGS]

    def say(self) -> None:
        """Say how many stand where, and how many of them touch a stop rule."""
        waiting, taken, held, _, again = self._counts()
        stopped = sum(self.rows.position_of(key) >= 0 for key in self._known.marks.stopped)
        both = [one for found in self._pairs.values() for one in found]
        alike = f": {sum(one.alike for one in both):,} of {len(both):,} alike" if both else ""
        beside = f" beside {one_line(self._known.name(self.beside.buddy), 30)}" if self.beside else ""
        parts = [f"blind{beside}{alike}"] if beside or alike else []
        parts += (
            [f"{waiting:,} to decide"]
            if self.beside
            else [f"{waiting:,} to decide", f"{taken:,} with others", f"{held:,} held"]
        )
        parts += [f"{stopped:,} {'touches' if stopped == 1 else 'touch'} a stop rule"] if stopped else []
        parts += [f"{again:,} to look at again"] if again else []
        self.heading.say(" · ".join(parts))

    def stand_on(self, post: str) -> bool:
        """Stand on a post; False where it is not."""
        place = self.rows.position_of(key_of(post))
        if place >= 0:
            self.view.choose(place)
        return place >= 0

    def following(self, leaving: frozenset[str] = frozenset()) -> str:
        """The post after the chosen one that does not leave too, one that waits before all others; else empty."""
        here = self.view.currentIndex().row()
        after = (self.rows.row_at(place) for place in (*range(here + 1, len(self.rows)), *range(here - 1, -1, -1)))
        rows = [row for row in after if row is not None and row.post is not None and row.post.post not in leaving]
        found = min(rows, key=lambda row: row.section != WAITING, default=None)
        return found.post.post if found is not None and found.post is not None else ""

    def next_stop(self) -> bool:
        """To the next row below, and round, whose text touches a stop rule; False where there is none."""
        places = sorted(place for key in self._known.marks.stopped if (place := self.rows.position_of(key)) >= 0)
        here = self.view.currentIndex().row()
        if places:
            self.view.choose(next((place for place in places if place > here), places[0]))
            self.view.setFocus()
        return bool(places)

    @Slot()
    def refresh(self) -> None:
        """Draw everything anew: marks or ages are others."""
        self.say()
        self.view.viewport().update()

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        for part in (self.heading, self.detail, self.bar):
            part.wear(look)
        self._painting.look = look
        self._fit()
        self.view.viewport().update()

    def _fit(self) -> None:
        px, flat = self._look.px, Qt.Orientation.Horizontal
        low = self.height() < px(_LOW)
        beside = low and self.width() > px(_WIDE)
        if beside != (self._divided.orientation() is flat):
            self._divided.setOrientation(flat if beside else Qt.Orientation.Vertical)
            self._divided.setSizes(list(_FLAT if beside else _UPRIGHT))
        self.bar.take_lines(1 if low and not beside else 2)
        self.view.set_height(self._painting.fit(self.view.width()))
        self.view.set_headings([self.rows.position_of(one.key) for one in HEADINGS], self._look.px(SECTION))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
