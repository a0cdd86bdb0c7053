"""The posts as rows: which section a post stands in at a moment, in which order, and what is said of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from console.domain.asks import Ask
from console.domain.blind import Pair, hidden, judged_by, pairs, waiting_beside
from console.domain.cases import Case
from console.domain.difference import Kept, words_between
from console.domain.opinions import Stand
from console.domain.posts import Post, PostState
from console.domain.words import Decision, Risk
from console.ui.drawing import Chip
from console.ui.queue_rows import Known
from console.ui.shapes import RISK_WORDS
from console.ui.text import Run, neutral, one_line
from console.ui.times import age

WAITING, TAKEN, HELD, BOTH, REVIEW = 0, 1, 2, 3, 4
_SECTIONS: Final = {PostState.WAITING: WAITING, PostState.TAKEN: TAKEN, PostState.HELD: HELD}
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
DECIDED: Final = {
    Decision.PUBLISH: "published",
    Decision.EDIT: "edited and published",
    Decision.HOLD: "held",
    Decision.DECLINE: "declined",
    Decision.ESCALATE: "escalated",
}
_LINE: Final = 160  # characters of a post on its row


class PostRow(msgspec.Struct, frozen=True, gc=False):
    """A post in its section, or the section's name (no post)."""

    key: str
    section: int
    since: datetime
    post: Post | None = None
    mine: bool = False
    risk: Risk | None = None
    title: str = ""
    back: bool = False  # what this person decided of it was overturned

    @property
    def heading(self) -> bool:
        """Whether it is the name of a section."""
        return self.post is None


HEADINGS: Final = (
    PostRow("section waiting", WAITING, _ALWAYS, title="To decide"),
    PostRow("section taken", TAKEN, _ALWAYS, title="Being decided"),
    PostRow("section held", HELD, _ALWAYS, title="Held"),
    PostRow("section both", BOTH, _ALWAYS, title="Decided blind, and differently"),
    PostRow("section review", REVIEW, _ALWAYS, title="To look at again"),
)


def key_of(post: str) -> str:
    """What a post is called among rows and among screened texts."""
    return f"post {post}"


def row_of(post: Post, now: datetime, me: str, risk: Risk | None, *, review: bool = False) -> PostRow | None:
    """Where a post stands at the moment; None once it is decided, unless it is to be looked at again (``review``)."""
    if review and post.over_at is not None:
        return PostRow(key_of(post.post), REVIEW, post.over_at, post)
    section = _SECTIONS.get(post.state_at(now))
    if section is None:
        return None
    mine = section == TAKEN and post.holder == me
    hold = post.hold_at(now) if section == HELD else None
    for_me = hold is not None and hold.for_ == me
    back = section == WAITING and post.returned is not None and post.returned.by == me
    row = PostRow(key_of(post.post), WAITING if mine or for_me else section, post.since, post, mine, risk)
    return replace(row, back=back)


def blind_row(post: Post, risk: Risk | None) -> PostRow:
    """A post as who decides it blind sees it: nobody has it, and nothing is decided."""
    return PostRow(key_of(post.post), WAITING, post.since, hidden(post), risk=risk)


def differing_row(post: Post, found: Iterable[Pair]) -> PostRow | None:
    """A post that two decided differently without seeing the other's; None where they did not."""
    last = max((pair.decided.at for pair in found if not pair.alike), default=None)
    return None if last is None else PostRow(key_of(post.post), BOTH, last, post)


def order_of(row: PostRow) -> tuple[Any, ...]:
    """The order of the posts: one's own, those at risk, then the oldest; then what others decide; then what is held."""
    if row.post is None:
        return (row.section, -1)
    return (row.section, 0 if row.mine or row.back else 1, row.risk or Risk.E, row.since)


def risks(cases: Iterable[Case]) -> Callable[[Post], Risk | None]:
    """Says the risk at which a post, or its author, is flagged; None below B."""
    urgent = sorted((one for one in cases if one.urgent), key=lambda one: one.risk, reverse=True)
    posts, aliases = {one.post: one.risk for one in urgent}, {one.alias: one.risk for one in urgent}

    def found(post: Post) -> Risk | None:
        both = (posts.get(post.post), aliases.get(post.alias))
        return min((risk for risk in both if risk is not None), default=None)

    return found


def asks_of(post: str, asks: Mapping[str, Ask]) -> tuple[Ask, ...]:
    """What the team was asked about a post, in its order."""
    return tuple(sorted((ask for ask in asks.values() if ask.post == post), key=lambda ask: ask.position))


def runs_between(old: str, new: str) -> Sequence[Run]:
    """What differs between two texts of a post, word by word."""
    return [
        Run(neutral(part.text, 3_000), struck=part.kept is Kept.GONE, added=part.kept is Kept.NEW)
        for part in words_between(old, new)
    ]


def chips(row: PostRow, known: Known) -> tuple[Chip, ...]:
    """What stands beside the alias."""
    post = row.post
    if post is None:
        return ()
    found = [known.pending[row.key]] if row.key in known.pending else []
    found.append(Chip(post.age_band.value.replace("-", "–")))
    if row.mine:
        found.append(Chip("you", "good"))
    elif row.section == TAKEN:
        found.append(Chip(known.name(post.holder)))
    found += [Chip("flagged at " + row.risk.value, "bad")] if row.risk else []
    found += _opinion_chips(post, known)
    found += _held_chips(post, known)
    found += _looked_at_chips(row)
    found += _blind_chips(post, known) if row.section != BOTH else []
    found += [Chip("changed by its author", "warn")] if post.before is not None else []
    return (*found, *known.marks.chips(row.key))


def _opinion_chips(post: Post, known: Known) -> list[Chip]:
    """That somebody asks for a second opinion on publishing it."""
    wanted = post.opinion
    if wanted is None:
        return []
    if wanted.by == known.me:
        return [Chip("you asked for a second opinion", "quiet")]
    clinician = wanted.stand is Stand.DISAGREED
    return [Chip("two disagree: a clinician decides" if clinician else "second opinion wanted", "warn")]


def _held_chips(post: Post, known: Known) -> list[Chip]:
    """What stands there of a hold: it is for whoever looks, or it is over and the post is due again."""
    held = post.decided is not None and post.decided.decision is Decision.HOLD
    hold = post.hold_at(known.now)
    if held and hold is None:
        return [Chip("held, due again", "warn")]
    return [Chip("held for you", "warn")] if hold is not None and hold.for_ == known.me else []


def _blind_chips(post: Post, known: Known) -> list[Chip]:
    """Who decided it blind, beside whoever looks or as themselves; never what."""
    if judged_by(post, known.me) is not None:
        return [Chip("you decided blind", "quiet")]
    return [Chip(f"{known.name(one)} decided blind", "quiet") for one in waiting_beside(post, known.me)]


def _looked_at_chips(row: PostRow) -> list[Chip]:
    """What stands there of a second look: that it is wanted, or that it overturned what was decided."""
    post = row.post
    if post is None:
        return []
    if row.section == REVIEW:
        return [Chip(DECIDED[post.decided.decision], "quiet")] if post.decided is not None else []
    if post.returned is None:
        return []
    return [Chip("back to you" if row.back else "overturned", "warn")]


def line(row: PostRow, known: Known) -> str:
    """What stands below the alias: where it is to appear, and what it says, unless its author is at risk."""
    post = row.post
    if post is None:
        return ""
    if row.section == BOTH:
        return " · ".join(filter(None, (differing(one, known) for one in pairs((post,)))))
    if row.section == REVIEW and post.decided is not None:
        rule = f" by rule {post.decided.rule.removeprefix('R')}" if post.decided.rule else ""
        said = one_line(post.decided.text or post.text, _LINE)
        return f"{known.name(post.decided.by)} {DECIDED[post.decided.decision]} it{rule} · {said}"
    if row.back and post.returned is not None and post.returned.review is not None:
        seen = post.returned.review
        return f"{known.name(seen.by)} looked at it again: {one_line(seen.reason, _LINE)}"
    hold = post.hold_at(known.now)
    if row.section == HELD and hold is not None:
        whom = f"held for {known.name(hold.for_)}" if hold.for_ else f"held by {known.name(hold.by)}"
        return whom + (f" · {age(known.now, hold.until)} left" if hold.until else "")
    said = RISK_WORDS[row.risk] if row.risk else one_line(post.text, _LINE)
    return f"{post.place.value} · {said}"


def differing(pair: Pair, known: Known) -> str:
    """What the two of a pair decided, the newcomer's first; empty where it is the same."""
    if pair.alike:
        return ""
    judged, decided = pair.judged, pair.decided
    rules = [f" by rule {rule.removeprefix('R')}" if rule else "" for rule in (judged.rule, decided.rule)]
    first = f"{known.name(judged.by)} would {judged.decision.value}{rules[0]}"
    return f"{first} · {known.name(decided.by)} {DECIDED[decided.decision]}{rules[1]}"


def words(row: PostRow, known: Known) -> str:
    """The row in plain words, for the screen reader."""
    post = row.post
    if post is None:
        return row.title
    touches = known.marks.sentence(row.key)
    parts = [one_line(post.alias, 60), *(chip.text for chip in chips(row, known)), line(row, known)]
    parts += [f"waits {age(row.since, known.now)}", *([touches] if touches else [])]
    return ", ".join(parts)
