"""What may be done with a posting rule and why not; what undoes it; and who was first."""

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from console.domain import events
from console.domain.actions import AcknowledgeRule, Action, PublishRule, WithdrawRule
from console.domain.events import WireEvent
from console.domain.ruling import again, next_rule, plain, same
from console.domain.settling import UNDONE, explained, opposite, stands
from console.domain.words import Audience, Role, RuleKind, RuleLevel
from tests.builders import at
from tests.domain.knowing import Knowing

ZONE = timezone(timedelta(hours=4))  # the night of the tests begins at 02:00:00 there
WISH = PublishRule("No methods", "Hold it.", RuleLevel.STOP, (Audience.UNDER_18,))
ONLY = "Only a clinician can publish, replace or withdraw a posting rule: "


def desk(**roles: Role) -> Knowing:
    """A desk that knows rule 31 in its first version, and perhaps another clinician."""
    found = Knowing()
    for n, (who, role) in enumerate(roles.items()):
        found.happens(events.RoleGiven(who, role), "UADMIN", n - 500)
    found.does(replace(WISH, rule="R31"), "UDOC", 5)
    return found


def published(found: Knowing, wish: PublishRule = WISH, seconds: float = 20) -> events.RulePublished:
    event = found.says(wish, "UDOC", seconds)
    assert isinstance(event, events.RulePublished), event
    return event


# Publishing


def test_a_new_rule_gets_the_next_free_number() -> None:
    assert published(Knowing()).rule == "R1"
    found = desk()
    assert published(found).rule == "R32"
    found.does(WithdrawRule("R31", "why"), "UDOC", 10)
    assert published(found).rule == "R32"
    assert published(found, replace(WISH, rule=" R40 ")).rule == "R40"
    assert next_rule(["R9", "R10", "house", "R1x", "R9999999"]) == "R11"


def test_a_rule_is_published_with_all_that_it_says_and_nothing_twice() -> None:
    wish = PublishRule(
        " Links ",
        " Only our own. ",
        RuleLevel.MUST,
        (Audience.ADULTS, Audience.UNDER_18),
        from_=at(60),
        until=at(120),
        must_read=True,
        blocks_taking=True,
        words=(" bit  ly", "bit ly", " "),
        kinds=(RuleKind.HANDLE, RuleKind.LINK),
        holds=("see bit ly",),
        leaves=("a bit lyrical",),
        despite="nothing fails, so it is not kept",
    )
    assert published(Knowing(), wish) == events.RulePublished(
        "R1",
        "Links",
        "Only our own.",
        RuleLevel.MUST,
        (Audience.UNDER_18, Audience.ADULTS),
        at(60),
        at(120),
        True,
        True,
        ("bit ly",),
        (RuleKind.LINK, RuleKind.HANDLE),
        ("see bit ly",),
        ("a bit lyrical",),
    )
    bare = events.RulePublished("R1", "No methods", "Hold it.", RuleLevel.STOP, (Audience.UNDER_18,))
    assert published(Knowing()) == bare


def test_a_rule_with_a_failing_example_is_published_with_a_reason_only_and_keeps_it() -> None:
    wish = replace(WISH, words=("bus",), holds=("the bus", "tram"), leaves=("a bus",))
    found = desk()
    assert found.why(wish, "UDOC", 20) == (
        "2 examples fail. Say why the rule is published all the same, or look at its words once more."
    )
    assert found.why(replace(wish, leaves=()), "UDOC", 20).startswith("1 example fails.")
    long = found.why(replace(wish, despite="x" * 3_001), "UDOC", 20)
    assert long == "This is too long: 3,001 characters of at most 3,000."
    given = replace(wish, despite=" until there is a better word ")
    assert published(found, given).despite == "until there is a better word"
    found.does(given, "UDOC", 20)
    assert found.rules["R32"].latest.despite == "until there is a better word"
    assert found.why(replace(wish, rule="R32"), "UDOC", 21) == "Nothing differs from version 1 of rule 32."


def test_what_undoes_a_change_puts_failing_examples_back_with_a_reason() -> None:
    found = desk()
    found.happens(replace(published(found), rule="R31", words=("bus",), leaves=("a bus",)), "UDOC", 21)
    back = opposite(found, replace(WISH, rule="R31"), by="UDOC", at=at(22))
    assert isinstance(back, PublishRule)
    assert back.despite == UNDONE


def test_publishing_a_known_rule_replaces_it_and_a_withdrawn_one_comes_back() -> None:
    found = desk()
    event = published(found, replace(WISH, rule="R31", body="Hold it, and say why."))
    assert isinstance(event, events.RuleReplaced)
    assert found.why(replace(WISH, rule="R31"), "UDOC", 20) == "Nothing differs from version 1 of rule 31."
    found.does(WithdrawRule("R31", "why"), "UDOC", 21)
    found.does(replace(WISH, rule="R31"), "UDOC", 22)
    assert found.rules["R31"].in_force(at(23)) is not None


def test_what_was_written_over_an_older_version_is_not_published_unseen() -> None:
    found = desk(UDOC2=Role.CLINICIAN)
    first = found.rules["R31"].latest.of
    mine = replace(WISH, rule="R31", body="Mine.", over=first)
    assert isinstance(found.says(mine, "UDOC", 20), events.RuleReplaced)
    found.does(replace(WISH, rule="R31", body="Theirs."), "UDOC2", 20)
    assert found.why(mine, "UDOC", 21) == (
        "UDOC2 has published version 2 of rule 31 since you began. Look at what differs, then publish."
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"title": " "}, "The title is empty."),
        ({"body": ""}, "The rule is empty: say what is to be done."),
        ({"audience": ()}, "Say whom the rule is about: under 18s, adults, or both."),
        ({"rule": "rule 31"}, "A rule is called R and a number, as R32: leave it out to get the next free one."),
        ({"from_": at(90), "until": at(90)}, "“Until” is not after “from”: the rule would never be in force."),
        ({"until": at(20)}, "“Until” is past already: the rule would never be in force."),
        ({"words": ("* *",)}, "A * alone would find every text. Write the beginning of a word before it."),
        ({"title": "x" * 161}, "The title is one line of at most 160 characters."),
        ({"title": "x\ny"}, "The title is one line of at most 160 characters."),
        ({"body": "x" * 3_001}, "The rule is too long: 3,001 characters of at most 3,000."),
        (
            {"words": ("x" * 101,)},
            f"A word or phrase has at most 100 characters: “{'x' * 30}…” has 101.",
        ),
        (
            {"words": tuple(f"{n:0>90}" for n in range(130))},
            "This is too long for one message in Slack: use fewer words and examples, or two rules.",
        ),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(changed: dict[str, object], why: str) -> None:
    assert desk().why(replace(WISH, **changed), "UDOC", 20) == why


def test_only_clinicians_change_rules_and_others_are_told_who_can() -> None:
    found = desk(UDOC2=Role.CLINICIAN)
    found.names = {**found.names, "UDOC": "Dr S. Iyer", "UDOC2": "Dr A. Abel"}
    for action in (WISH, WithdrawRule("R31", "why")):
        assert found.why(action, "ULEAD", 20) == f"{ONLY}Dr A. Abel or Dr S. Iyer."
    found.planned("UDOC:clinician")
    assert found.why(WISH, "UC1", 20) == f"{ONLY}Dr S. Iyer or Dr A. Abel."
    nobody = Knowing()
    nobody.happens(events.RoleTaken("UDOC", Role.CLINICIAN), "UADMIN", 1)
    assert nobody.why(WISH, "UC1", 20) == ONLY.removesuffix(": ") + "."


# Withdrawing


def test_withdrawing_needs_a_reason_and_is_done_once() -> None:
    found = desk()
    assert found.why(WithdrawRule("R9", "why"), "UDOC", 20) == "This desk knows no rule 9."
    assert found.why(WithdrawRule("house", "why"), "UDOC", 20) == "This desk knows no rule “house”."
    assert found.why(WithdrawRule("R31", " "), "UDOC", 20) == (
        "Withdrawing a rule needs a reason: it is read by everybody who kept to it."
    )
    assert found.why(WithdrawRule("R31", "x" * 3_001), "UDOC", 20).startswith("This is too long")
    assert found.does(WithdrawRule("R31", " over "), "UDOC", 20) == events.RuleWithdrawn("R31", "over")
    assert found.why(WithdrawRule("R31", "again"), "UDOC", 21) == "Rule 31 is withdrawn already."


# Reading


def test_a_rule_is_acknowledged_once_by_everybody_with_a_role() -> None:
    found = desk()
    read = AcknowledgeRule("R31")
    assert found.does(read, "UHOST", 20) == events.RuleAcknowledged("R31", 1, "d5")
    assert found.why(read, "UHOST", 21) == "You have read rule 31 already, in version 1."
    assert found.why(AcknowledgeRule("R9"), "UC1", 21) == "This desk knows no rule 9."
    assert found.why(read, "UNEW", 21).startswith("You have no role that allows this. ")
    found.does(replace(WISH, rule="R31", body="Other."), "UDOC", 30)
    assert found.does(read, "UHOST", 40) == events.RuleAcknowledged("R31", 2, "d30")


def test_what_does_not_count_any_more_is_not_acknowledged_and_what_comes_is() -> None:
    found = desk()
    found.does(replace(WISH, rule="R31", body="Other.", until=at(50)), "UDOC", 30)
    assert found.why(AcknowledgeRule("R31", "d5"), "UC1", 40) == "Rule 31 has a newer version: read that one."
    assert isinstance(found.says(AcknowledgeRule("R31", "gone"), "UC1", 40), events.RuleAcknowledged)
    assert found.why(AcknowledgeRule("R31"), "UC1", 50) == "Rule 31 is no longer in force."
    found.does(WithdrawRule("R31", "why"), "UDOC", 45)
    assert found.why(AcknowledgeRule("R31"), "UC1", 46) == "Rule 31 is withdrawn."
    found.does(replace(WISH, from_=at(900)), "UDOC", 47)
    assert found.does(AcknowledgeRule("R32"), "UC1", 48) == events.RuleAcknowledged("R32", 1, "d47")


# Undoing


def there_and_back(found: Knowing, action: Action, seconds: float = 30) -> Action:
    """It is done, stands, and is undone by what is given back; after that it stands no more."""
    undo = opposite(found, action, by="UDOC", at=at(seconds))
    assert undo is not None
    event = found.does(action, "UDOC", seconds)
    assert stands(found, event, by="UDOC", at=at(seconds + 1))
    found.does(undo, "UDOC", seconds + 2)
    assert not stands(found, event, by="UDOC", at=at(seconds + 3))
    return undo


def test_a_new_rule_is_undone_by_withdrawing_it() -> None:
    assert there_and_back(desk(), WISH) == WithdrawRule("R32", UNDONE)
    assert there_and_back(desk(), replace(WISH, rule="R40")) == WithdrawRule("R40", UNDONE)


def test_replacing_and_withdrawing_are_undone_by_the_words_before() -> None:
    changed = replace(WISH, rule="R31", body="Other.")
    assert there_and_back(desk(), changed) == replace(WISH, rule="R31")
    assert there_and_back(desk(), WithdrawRule("R31", "why")) == replace(WISH, rule="R31")
    late = desk()
    late.does(replace(changed, from_=at(10), until=at(25)), "UDOC", 8)
    assert opposite(late, changed, by="UDOC", at=at(20)) == replace(changed, until=at(25))
    assert opposite(late, changed, by="UDOC", at=at(30)) == WithdrawRule("R31", UNDONE)
    assert opposite(late, WithdrawRule("R31", "why"), by="UDOC", at=at(30)) is None
    assert opposite(late, WithdrawRule("R9", "why"), by="UDOC", at=at(30)) is None
    coming = Knowing()
    coming.does(replace(WISH, from_=at(900)), "UDOC", 5)
    assert there_and_back(coming, WithdrawRule("R1", "why")) == replace(WISH, rule="R1", from_=at(900))


def test_what_was_read_was_read() -> None:
    found = desk()
    assert opposite(found, AcknowledgeRule("R31"), by="UC1", at=at(20)) is None
    event = found.does(AcknowledgeRule("R31"), "UC1", 20)
    assert not stands(found, event, by="UC1", at=at(21))


def test_what_somebody_else_changed_since_is_not_undone() -> None:
    found = desk(UDOC2=Role.CLINICIAN)
    event = found.does(replace(WISH, rule="R31", body="Mine."), "UDOC", 20)
    found.does(replace(WISH, rule="R31", body="Theirs."), "UDOC2", 21)
    assert not stands(found, event, by="UDOC", at=at(22))
    gone = found.does(WithdrawRule("R31", "why"), "UDOC", 23)
    found.does(replace(WISH, rule="R31"), "UDOC2", 24)
    assert not stands(found, gone, by="UDOC", at=at(25))
    assert not stands(Knowing(), event, by="UDOC", at=at(22))


# Who was first


def why_not(found: Knowing, event: WireEvent, seconds: float, acted: float, by: str = "UDOC") -> str | None:
    return explained(found, event, by=by, at=at(seconds), zone=ZONE, acted_at=at(acted))


def test_of_two_who_replace_the_same_version_the_later_is_told_who_was_first() -> None:
    found = desk(UDOC2=Role.CLINICIAN)
    found.names = {**found.names, "UDOC2": "Dr A. Abel"}
    mine = published(found, replace(WISH, rule="R31", body="Mine."), 10)
    found.does(replace(WISH, rule="R31", body="Theirs."), "UDOC2", 15)
    found.happens(mine, "UDOC", 20)
    assert why_not(found, mine, 20, 10) == (
        "At 02:00:15 Dr A. Abel published version 2 of rule 31, before you. "
        "Yours is version 3 and counts now: look at what differs."
    )
    assert why_not(found, mine, 20, 15) is None  # theirs was known
    assert explained(found, mine, by="UDOC", at=at(20), zone=ZONE) is None


def test_of_two_new_rules_with_one_number_the_later_is_told() -> None:
    found = desk(UDOC2=Role.CLINICIAN)
    mine, theirs = published(found), published(found, replace(WISH, title="Links"))
    found.happens(theirs, "UDOC2", 25)
    found.happens(mine, "UDOC", 30)
    assert why_not(found, mine, 30, 20) == (
        "At 02:00:25 UDOC2 published another rule as rule 32, before you: yours counts now as version 2 of it, "
        "in place of theirs. Both cannot have one number."
    )
    assert not stands(found, mine, by="UDOC", at=at(31))
    assert why_not(found, theirs, 25, 20, by="UDOC2") is None


def test_who_withdraws_what_changed_or_was_withdrawn_meanwhile_is_told() -> None:
    found = desk(UDOC2=Role.CLINICIAN)
    gone = events.RuleWithdrawn("R31", "why")
    found.does(replace(WISH, rule="R31", body="Theirs."), "UDOC2", 15)
    found.happens(gone, "UDOC", 20)
    assert why_not(found, gone, 20, 10) == (
        "At 02:00:15 UDOC2 published version 2 of rule 31, before you: it is withdrawn with the rule."
    )
    assert why_not(found, gone, 20, 16) is None
    found.happens(gone, "UDOC2", 25)
    assert why_not(found, gone, 25, 10, by="UDOC2") == "At 02:00:20 UDOC withdrew rule 31, before you."
    assert why_not(found, gone, 25, 10, by="UDOC") == "At 02:00:20 you withdrew rule 31, before you."
    nothing = events.RuleWithdrawn("R9", "why")
    assert why_not(found, nothing, 25, 10) is None
    early = events.RuleWithdrawn("R31", "why")
    assert why_not(found, early, 2, 1) is None


def test_who_lost_the_right_meanwhile_is_told() -> None:
    found = desk()
    found.happens(events.RoleTaken("UDOC", Role.CLINICIAN), "UADMIN", 15)
    gone = events.RuleWithdrawn("R31", "why")
    found.happens(gone, "UDOC", 20)
    assert why_not(found, gone, 20, 10) == "You had no role that allows this at 02:00:20, so it changed nothing."
    read = events.RuleAcknowledged("R31", 1, "d5")
    assert why_not(found, read, 20, 10, by="UC1") is None


# The same again


def test_a_version_as_a_wish_says_the_same() -> None:
    found = desk()
    version = found.rules["R31"].latest
    assert again("R31", version) == replace(WISH, rule="R31")
    assert same(replace(WISH, title=" No methods ", over="x"), "R31", version)
    assert not same(replace(WISH, must_read=True), "R31", version)
    assert plain(replace(WISH, kinds=(RuleKind.LINK, RuleKind.PHONE))).kinds == (RuleKind.PHONE, RuleKind.LINK)
