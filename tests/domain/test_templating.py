"""What may be done with a template and why not; what undoes it; who was first; and how a post is declined with one."""

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import Action, DecidePost, SetTemplate, WithdrawTemplate
from console.domain.settling import explained, opposite, stands
from console.domain.templating import again, next_template, plain
from console.domain.words import AgeBand, Decision, PostPlace
from tests.builders import at
from tests.domain.knowing import Knowing, rule

ZONE = timezone(timedelta(hours=4))  # the night of the tests begins at 02:00:00 there
WISH = SetTemplate("Names", "Hello {alias}, {rule}", ("R3",))
OUT = WithdrawTemplate("T1", "too long")


def desk() -> Knowing:
    """A desk that knows template 1 in its first version."""
    found = Knowing()
    found.does(WISH, "UDOC", 5)
    return found


def test_a_new_template_gets_the_next_free_number_and_nothing_twice() -> None:
    wish = SetTemplate(" Names  here ", " Hello \n", (" R3 ", "R3", ""))
    assert desk().says(wish, "ULEAD", 9) == events.TemplateSet("T2", "Names here", "Hello", ("R3",))
    assert desk().says(replace(wish, template="T9"), "ULEAD", 9) == events.TemplateSet(
        "T9", "Names here", "Hello", ("R3",)
    )
    assert next_template(["T9", "house", "T1x"]) == "T10"
    assert plain(again("T1", desk().templates["T1"].latest)) == replace(WISH, template="T1")


@pytest.mark.parametrize("who", ["UC1", "UMOD", "UHOST", "UNOBODY"])
def test_only_clinicians_and_leads_write_and_withdraw_templates(who: str) -> None:
    for action in (WISH, OUT):
        assert desk().why(action, who, 9) == "Only clinicians and leads write and withdraw templates."


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (replace(WISH, title=" "), "The title is empty: staff find the template by it."),
        (replace(WISH, body="\n"), "The wording is empty: write what the member is told."),
        (replace(WISH, title="x" * 81), "The title is one line of at most 80 characters."),
        (replace(WISH, body="x" * 1_501), "The wording is too long: 1,501 characters of at most 1,500."),
        (replace(WISH, template="3"),
         "A template is called T and a number, as T3: leave it out to get the next free one."),
        (replace(WISH, rules=tuple(map(str, range(21)))), "A template is offered first for at most 20 rules."),
        (replace(WISH, rules=("x" * 81,)), "A template is offered first for at most 20 rules."),
        (replace(WISH, body="ф" * 1_500, rules=tuple(f"{n}" + "ф" * 70 for n in range(20))),
         "This is too long for one message in Slack: use fewer words."),
        (replace(WISH, body="Hello {name}"),
         "There is no variable “{name}”. Variables are {alias}, {rule} and {place}."),
        (replace(WISH, template="T1"), "Nothing differs from version 1 of template 1."),
        (WithdrawTemplate("T9", "x"), "This desk knows no template 9."),
        (WithdrawTemplate("T1", " "), "Withdrawing a template needs a reason: it is read by those who used it."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(wish: Action, why: str) -> None:
    assert desk().why(wish, "ULEAD", 9) == why


def test_a_version_that_was_written_over_another_one_is_refused_and_told_who_was_first() -> None:
    found = desk()
    first = found.templates["T1"].latest.of
    found.does(SetTemplate("Names", "Hi", template="T1", over=first), "ULEAD", 9)
    assert found.why(SetTemplate("Names", "Hullo", template="T1", over=first), "UDOC", 12) == (
        "I. Brandt has written version 2 of template 1 since you began. Look at what differs, then publish."
    )


def test_one_that_is_withdrawn_is_withdrawn_once_and_comes_back_as_it_was() -> None:
    found = desk()
    found.does(OUT, "ULEAD", 9)
    assert found.why(OUT, "UDOC", 10) == "Template 1 is withdrawn already."
    found.does(replace(WISH, template="T1"), "UDOC", 11)
    assert (found.templates["T1"].withdrawn, found.templates["T1"].latest.number) == (None, 2)


def test_what_was_done_is_undone() -> None:
    found = Knowing()
    assert opposite(found, WISH, by="UDOC", at=at(1)) == WithdrawTemplate("T1", "Undone.")
    first = found.does(WISH, "UDOC", 5)
    assert stands(found, first, by="UDOC", at=at(6))
    changed = SetTemplate("Names", "Hi", template="T1")
    back = opposite(found, changed, by="ULEAD", at=at(6))
    assert back == replace(WISH, template="T1")
    second = found.does(changed, "ULEAD", 7)
    assert not stands(found, first, by="UDOC", at=at(8))
    assert stands(found, second, by="ULEAD", at=at(8))
    assert opposite(found, OUT, by="UDOC", at=at(8)) == changed
    gone = found.does(OUT, "UDOC", 9)
    assert stands(found, gone, by="UDOC", at=at(10))
    assert not stands(found, gone, by="ULEAD", at=at(10))
    assert opposite(found, OUT, by="UDOC", at=at(10)) is None
    assert opposite(found, changed, by="UDOC", at=at(10)) == WithdrawTemplate("T1", "Undone.")
    assert opposite(found, WithdrawTemplate("T9", "x"), by="UDOC", at=at(10)) is None
    assert not stands(found, events.TemplateWithdrawn("T9"), by="UDOC", at=at(10))
    assert not stands(found, second, by="ULEAD", at=at(10))


def why(found: Knowing, event: events.TemplateSet | events.TemplateWithdrawn, seconds: float, acted: float) -> str:
    told = explained(found, event, by="UDOC", at=at(seconds), zone=ZONE, acted_at=at(acted))
    return told or ""


def test_who_was_first_is_told() -> None:
    found = desk()
    set_, gone = events.TemplateSet("T1", "Names", "Hullo"), events.TemplateWithdrawn("T1", "x")
    assert why(found, set_, 5, 4) == ""  # nobody was before
    assert why(found, set_, 9, 8) == ""  # and nobody since
    assert why(found, events.TemplateSet("T9", "a", "b"), 9, 8) == ""
    assert why(found, set_, 9, 1) == (
        "At 02:00:05 you wrote another one as template 1, before you: yours counts now as version 2 of it, in place "
        "of theirs. Both cannot have one number."
    )
    found.does(SetTemplate("Names", "Hi", template="T1"), "ULEAD", 9)
    assert why(found, set_, 12, 8) == (
        "At 02:00:09 I. Brandt wrote version 2 of template 1, before you. Yours is version 3 and counts now: look at "
        "what differs."
    )
    assert why(found, gone, 12, 8) == (
        "At 02:00:09 I. Brandt wrote version 2 of template 1, before you: it is withdrawn with the template."
    )
    assert why(found, gone, 12, 10) == ""
    found.does(OUT, "ULEAD", 11)
    assert why(found, gone, 12, 10) == "At 02:00:11 I. Brandt withdrew template 1, before you."


# Declining with one


def posted(alias: str = "sunny-kite") -> Knowing:
    found = desk()
    found.happens(rule("R3"), "UDOC", 1, id="r1")
    found.happens(events.PostSubmitted("p1", alias, AgeBand.TEEN, PostPlace.FORUM, "Hello"), "UPLAT", 2, id="s1")
    return found


def decline(message: str = "We keep these out.", template: str = "", template_of: str = "") -> DecidePost:
    return DecidePost("p1", Decision.DECLINE, "R3", message=message, template=template, template_of=template_of)


def test_a_decision_carries_the_template_with_the_version_that_its_message_began_as() -> None:
    found = posted()
    first = found.templates["T1"].latest.of
    found.does(SetTemplate("Names", "Hi {alias}", template="T1"), "ULEAD", 9)
    event = found.says(decline(template="T1", template_of=first), "UMOD", 12)
    assert isinstance(event, events.PostDecided)
    assert (event.template, event.template_version, event.template_of) == ("T1", 1, first)
    latest = found.does(decline(template="T1"), "UMOD", 13)
    assert isinstance(latest, events.PostDecided)
    assert (latest.template_version, latest.template_of) == (2, found.templates["T1"].latest.of)
    done = found.posts["p1"].decided
    assert done is not None
    assert (done.template, done.template_version, done.template_of) == ("T1", 2, latest.template_of)
    assert found.templates["T1"].uses == 1


def test_a_decision_that_tells_nobody_anything_carries_no_template() -> None:
    event = posted().says(DecidePost("p1", Decision.PUBLISH, template="T1"), "UMOD", 9)
    assert isinstance(event, events.PostDecided)
    assert (event.template, event.template_version, event.template_of) == (None, None, None)


def test_a_template_that_is_withdrawn_or_not_known_answers_nobody() -> None:
    found = posted()
    assert found.why(decline(template="T9"), "UMOD", 9) == "This desk knows no template 9."
    assert found.why(decline(template="T1", template_of="x"), "UMOD", 9) == "This desk knows no template 1."
    found.does(OUT, "ULEAD", 10)
    assert found.why(decline(template="T1"), "UMOD", 12) == (
        "Template 1 is withdrawn. Choose another one, or use your own words."
    )


def test_a_message_with_a_variable_in_it_is_not_sent() -> None:
    assert posted().why(decline("Hello {alias}, {rule}"), "UMOD", 9) == (
        "{alias} and {rule} are not filled yet. Choose the rule, or write it out."
    )
    assert isinstance(posted("{rule}").says(decline("Hello {rule}"), "UMOD", 9), events.PostDecided)
