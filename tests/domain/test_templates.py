"""The rows of templates: every version is kept, withdrawn ones too, and each use is counted."""

from itertools import permutations

from console.domain import events
from console.domain.ledger import fold_subject
from console.domain.messages import Entry
from console.domain.subjects import Kind, Subject
from console.domain.templates import Template, called, in_order, in_use
from console.domain.words import Decision
from tests.builders import TEAM, entry, folded

T1 = Subject(Kind.TEMPLATE, "T1")


def set_(seconds: float, body: str = "Hello", by: str = "UDOC", **more: object) -> Entry:
    event = events.TemplateSet("T1", "Names", body, **more)  # type: ignore[arg-type]  # a builder passes on
    return entry(event, by, seconds, channel="C3MAIN", id=f"t{seconds:.0f}")


def withdrawn(seconds: float, by: str = "ULEAD") -> Entry:
    return entry(events.TemplateWithdrawn("T1", "too long"), by, seconds, channel="C3MAIN")


def used(seconds: float, of: str | None = "t1", by: str = "UMOD", version: int | None = None) -> Entry:
    event = events.PostDecided(f"p{seconds}", Decision.DECLINE, template="T1", template_version=version, template_of=of)
    return entry(event, by, seconds)


def template(*entries: Entry) -> Template:
    row = folded(T1, *entries).row
    assert isinstance(row, Template)
    return row


def test_every_version_is_kept_with_who_wrote_it_and_when() -> None:
    found = template(set_(1, rules=("R3",)), set_(2, "Hi", by="ULEAD"))
    assert [(one.number, one.of, one.by, one.body) for one in found.versions] == [
        (1, "t1", "UDOC", "Hello"),
        (2, "t2", "ULEAD", "Hi"),
    ]
    assert (found.latest.body, found.versions[0].rules) == ("Hi", ("R3",))
    assert found.version_called("t1") is found.versions[0]
    assert (found.version_called(""), found.version_called("t9")) == (found.latest, None)


def test_what_is_withdrawn_is_kept_and_setting_it_again_ends_that() -> None:
    found = template(set_(1), withdrawn(2), withdrawn(3))
    assert found.withdrawn is not None
    assert (found.withdrawn.by, found.withdrawn.reason, len(found.withdrawals)) == ("ULEAD", "too long", 1)
    again = template(set_(1), withdrawn(2), set_(3, "Hi"))
    assert (again.withdrawn, len(again.withdrawals), again.latest.number) == (None, 1, 2)


def test_only_leads_and_clinicians_keep_templates() -> None:
    row = folded(T1, set_(1), set_(2, by="UMOD"), withdrawn(3, by="UC1"))
    assert isinstance(row.row, Template)
    assert (len(row.row.versions), row.row.withdrawn, len(row.not_entitled)) == (1, None, 2)


def test_each_use_is_counted_by_the_version_whenever_it_comes() -> None:
    found = template(set_(1), used(2), used(3), used(4, of="t5"), set_(5, "Hi"), used(6, of=None, version=2))
    assert [found.uses_of(one) for one in found.versions] == [2, 2]
    assert found.uses == 4
    assert template(used(1, of="t2"), set_(2)).uses == 1  # it waited for the template
    assert template(set_(1), used(2, by="UC1")).uses == 0


def test_any_order_of_coming_gives_the_same_row() -> None:
    steps = (set_(1), used(2), withdrawn(3), set_(4, "Hi"))
    wanted = folded(T1, *steps)
    for order in permutations(steps):
        assert folded(T1, *order) == wanted


def test_what_is_unknown_is_no_row_and_other_events_change_nothing() -> None:
    assert folded(T1, withdrawn(1)).row is None
    assert folded(T1, used(1)).row is None
    noted = entry(events.ChatNoted("c1", "a note"), "UC1", 2)
    row = fold_subject(T1, (set_(1), noted), TEAM)
    assert row is not None
    assert row.row == template(set_(1))


def test_templates_are_offered_by_the_rule_then_for_any_rule_then_by_their_use() -> None:
    def one(name: str, rules: tuple[str, ...] = (), uses: int = 0) -> Template:
        made = template(set_(1, rules=rules))
        return Template(name, made.versions, used={"t1": uses} if uses else {})

    fits, often, seldom, other = one("T1", ("R3",)), one("T2", uses=5), one("T3"), one("T4", ("R9",), 9)
    every = (other, seldom, often, fits)
    assert [each.template for each in in_order(every, "R3")] == ["T1", "T2", "T3", "T4"]
    assert [each.template for each in in_order(every, "")] == ["T4", "T2", "T1", "T3"]
    gone = template(set_(1), withdrawn(2))
    assert in_use((gone, seldom)) == [seldom]


def test_a_template_is_called_by_its_number() -> None:
    assert (called("T3"), called("house")) == ("template 3", "template “house”")
