"""What the author of a declined post is told: words from a template or the usual ones, filled for them, and edited."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from console.domain import actions
from console.domain.actions import Refusal
from console.domain.difference import Kept, words_between
from console.domain.filling import PLACES, Values, called_rule, filled, unfilled
from console.domain.posts import Post
from console.domain.rules import Version as RuleVersion
from console.domain.rules import called
from console.domain.templates import Template, in_order, in_use
from console.domain.templates import called as template_called
from console.domain.words import Decision
from console.ui.acts import May
from console.ui.asking import Choice, Question
from console.ui.marks import Marks
from console.ui.picking import Pick
from console.ui.post_questions import wish_of
from console.ui.post_rows import key_of, runs_between
from console.ui.text import Run, one_line

MOST: Final = 9  # choices with a key of their own
TOLD: Final = (
    "Hello {alias}, thank you for writing. We did not put your post up as it is, because of one of our rules: {rule}. "
    "You can change it and send it again, and you can always write to us."
)
NO_TEMPLATE: Final = "No template is written yet. Clinicians and leads write them on the page of the templates."
_ALIKE: Final = 0.6  # of the words: words that were kept from before began as that template
_OWN: Final = "The usual words"
_TEASER: Final = 110  # characters by which one is told from the others; all of it is read once it is chosen


class Wordings:
    """Words for the author of one post, and which template they began as; ``began`` is what was put in last."""

    def __init__(
        self,
        post: Post,
        templates: Sequence[Template],
        rules: Sequence[tuple[str, RuleVersion]],
        marks: Marks,
        may: May,
    ) -> None:
        """``rules`` are those by which it may be declined, the strictest first."""
        touched = marks.touched(key_of(post.post))
        others = (one for one in rules if one[0] not in {rule for rule, _ in touched})
        self.post, self._marks, self._may = post, marks, may
        self.offered = [*touched, *others][:MOST]
        self.rule = touched[0][0] if touched else ""
        self._titles = {rule: called_rule(one_line(version.title, 80)) for rule, version in self.offered}
        self._templates = in_use(templates)
        fits = in_order((one for one in self._templates if self.rule in one.latest.rules), self.rule)
        self.used: Template | None = fits[0] if self.rule and fits else None
        self.began = self._filled(self.used)

    # What is asked

    def question(self) -> Question:
        """By which rule it is declined, and what its author is told."""
        choices = tuple(
            Choice(str(n), f"{called(rule)} · {one_line(version.title, 34)}", rule)
            for n, (rule, version) in enumerate(self.offered, 1)
        )
        return Question(
            f"Decline the post of {one_line(self.post.alias, 60)}",
            "By which rule, and what is its author told? You read it once more before it goes.",
            "What its author is told",
            "Read it as they will",
            self._made,
            choices,
            self.rule or None,
            band=self.post.age_band,
            beside=self.said,
        )

    def _made(self, chosen: str | None, text: str) -> actions.DecidePost | Refusal:
        wish = replace(wish_of(self.post, Decision.DECLINE, self._marks), rule=chosen or "", message=text)
        if self.used is not None and text.strip():
            wish = replace(wish, template=self.used.template, template_of=self.used.latest.of)
        return self._may(wish) or wish

    def said(self, text: str) -> Sequence[Run]:
        """Beside the words as they are typed: which template the decision will name, and what is not filled yet."""
        lacking = unfilled(text, self.post.alias)
        missing = f"  {', '.join(f'{{{name}}}' for name in lacking)} is not filled yet." if lacking else ""
        if self.used is None or not text.strip():
            return [Run("No template is named with the decision.", italic=True), Run(missing, bold=True)]
        changed = ", changed by you" if text.strip() != self.began.strip() else ""
        return [Run(f"From {self.named}{changed}.", italic=True), Run(missing, bold=True)]

    @property
    def named(self) -> str:
        """The template that the words began as, with its version; empty where there is none."""
        if self.used is None:
            return ""
        latest = self.used.latest
        return f"{template_called(self.used.template)} v{latest.number} — {one_line(latest.title, 80)}"

    def differing(self, text: str) -> Sequence[Run]:
        """What somebody changed of a template's words; nothing where that is nothing, or where there is none."""
        if self.used is None or text.strip() == self.began.strip():
            return ()
        return [Run(f"What you changed of {self.named}: ", italic=True), *runs_between(self.began, text.strip())]

    # Templates

    def picks(self) -> list[Pick]:
        """What the words may begin as: those for the rule that is chosen first, then by how often they are used."""
        found = [
            Pick(
                str(n) if n <= MOST else "",
                one_line(one.latest.title, 40),
                one.template,
                one_line(self._filled(one), _TEASER),
            )
            for n, one in enumerate(in_order(self._templates, self.rule), 1)
        ]
        return [*found, Pick("0", _OWN, "", one_line(self._filled(None), _TEASER))] if found else []

    def take(self, template: str) -> str:
        """The words of a template (empty: the usual ones), filled."""
        self.used = next((one for one in self._templates if one.template == template), None)
        self.began = self._filled(self.used)
        return self.began

    def by(self, rule: str, text: str) -> str:
        """The words after another rule was chosen: filled anew, or what was changed by hand with that rule named."""
        before, self.rule = self._titles.get(self.rule, ""), rule
        if text.strip() != self.began.strip():
            named = text.replace(before, self._titles[rule]) if before else text
            return filled(named, self._values())
        fits = in_order((one for one in self._templates if rule in one.latest.rules), rule)
        if fits and (self.used is None or rule not in self.used.latest.rules):
            self.used = fits[0]
        self.began = self._filled(self.used)
        return self.began

    def recall(self, text: str) -> None:
        """Take up words that were written before: of the templates the one that they are most like."""
        likeness = [(_alike(self._filled(one), text), one.template, one) for one in self._templates]
        best = max(likeness, key=lambda one: one[:2], default=None)
        self.used = best[2] if best is not None and best[0] >= _ALIKE else None
        self.began = self._filled(self.used)

    def _filled(self, template: Template | None) -> str:
        return filled(TOLD if template is None else template.latest.body, self._values())

    def _values(self) -> Values:
        return Values(one_line(self.post.alias, 60), self._titles.get(self.rule, ""), PLACES[self.post.place])


def _alike(words: str, text: str) -> float:
    """How much of two texts is the same, from 0 to 1."""
    parts = words_between(words, text)
    same = sum(len(part.text) for part in parts if part.kept is Kept.SAME)
    return same / max(1, sum(len(part.text) for part in parts))
