"""What differs between two rules is told word by word, and both can be read from it."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.actions import PublishRule
from console.domain.difference import Kept, Part, changes, words_between
from console.domain.words import Audience, RuleKind, RuleLevel
from tests.builders import at

WISH = PublishRule("No methods", "Hold it.", RuleLevel.STOP, (Audience.UNDER_18,))
SIGNS = {Kept.SAME: "{}", Kept.GONE: "-{}-", Kept.NEW: "+{}+"}
text = st.lists(st.sampled_from(("hold", "the", "post", "at", "once", "a\n", "line,")), max_size=12).map(" ".join)


def shown(parts: tuple[Part, ...]) -> str:
    return "".join(SIGNS[part.kept].format(part.text) for part in parts)


def test_a_text_differs_word_by_word() -> None:
    assert shown(words_between("Hold the post.", "Hold every post, at once.")) == (
        "Hold -the post.- +every post, at once.+"
    )
    assert shown(words_between("Hold it and say why", "Hold it and say")) == "Hold it and say -why-"
    assert shown(words_between("", "new words")) == "+new words+"
    assert shown(words_between("gone words", "")) == "-gone words-"
    assert shown(words_between("one\ntwo", "one\nthree")) == "one\n-two- +three+"
    assert words_between("", "") == ()


@given(text, text)
def test_both_texts_can_be_read_from_their_difference(old: str, new: str) -> None:
    parts = words_between(old, new)
    olds = [word for part in parts if part.kept is not Kept.NEW for word in part.text.split()]
    news = [word for part in parts if part.kept is not Kept.GONE for word in part.text.split()]
    assert (olds, news) == (old.split(), new.split())
    assert all(part.text for part in parts)
    if old.split() == new.split():
        assert all(part.kept is Kept.SAME for part in parts)


def test_a_rule_differs_field_by_field() -> None:
    def when(moment: datetime) -> str:
        return f"{moment:%H:%M}"

    other = replace(
        WISH,
        body="Hold it, always.",
        level=RuleLevel.NOTE,
        audience=(Audience.ADULTS, Audience.UNDER_18),
        from_=at(60),
        must_read=True,
        words=("one", "two"),
        kinds=(RuleKind.LINK,),
    )
    assert {one.field: shown(one.parts) for one in changes(WISH, other, when)} == {
        "body": "Hold -it.- +it, always.+",
        "level": "-stop- +note+",
        "audience": "+adults+",
        "from": "+22:01+",
        "must_read": "-no- +yes+",
        "words": "+one+ +two+",
        "kinds": "+link+",
    }
    back = {one.field: shown(one.parts) for one in changes(other, replace(WISH, until=at(120)), when)}
    assert (back["from"], back["until"], back["words"]) == ("-22:01-", "+22:02+", "-one- -two-")
    assert changes(WISH, replace(WISH, rule="R9", over="x"), when) == ()
