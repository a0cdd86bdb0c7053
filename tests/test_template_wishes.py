"""Templates at the command line: what is typed is understood, screened, kept, listed, and sent to a member filled."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from console import commands, wordbook
from console.__main__ import main
from console.doing import REFUSED, STANDS
from console.domain.actions import Action, DecidePost, Refusal, SetTemplate, WithdrawTemplate
from console.domain.events import PostSubmitted, RulePublished
from console.domain.posts import Post
from console.domain.rules import Withdrawal
from console.domain.templates import Template, Version
from console.domain.words import AgeBand, Audience, Decision, PostPlace, RuleLevel
from console.practice.people import BRANDT, IYER
from console.practice.server import Practice
from console.settings import load
from console.touching import Touching, touching_of
from console.verbs import _words
from console.wishes import What, Wish, action_of
from tests.journeys.stage import Desk
from tests.ui import desks
from tests.ui.desks import NOW, rule

Said = pytest.CaptureFixture[str]
BODY = "Hello {alias}, what you wrote for {place} is not up, because of one of our rules: {rule}."


def template(name: str, title: str, *bodies: str, gone: bool = False, rules: tuple[str, ...] = ()) -> Template:
    versions = tuple(Version(n, f"{name}-{n}", "U2", NOW, title, body, rules) for n, body in enumerate(bodies, 1))
    return Template(name, versions, Withdrawal(NOW, "U2", "too long") if gone else None)


POST = Post("p1", "sunny-kite", AgeBand.TEEN, PostPlace.LIVE, "Hello", None, "s1", NOW, NOW)
VIEW = replace(
    desks.view(),
    posts={"p1": POST},
    rules={"R14": rule("R14", "Contact details", "", RuleLevel.STOP, words=("phone",))},
    templates={
        "T1": template("T1", "Contact", BODY, rules=("R14",)),
        "T2": template("T2", "Old one", "Hello", gone=True),
        "house": template("house", "Of the house", "No phone, please."),
    },
)
FILLED = (
    "Hello sunny-kite, what you wrote for the live forum is not up, because of one of our rules: “Contact details”."
)


def wish(action: What, **given: object) -> Wish:
    return Wish(action, "0198-1", **given)  # type: ignore[arg-type]  # a builder passes on


def decline(**more: object) -> Wish:
    return wish(What.DECIDE_POST, post="p1", decision=Decision.DECLINE, **more)


def declined(message: str, name: str, of: str, by_rule: str = "R14") -> DecidePost:
    return DecidePost("p1", Decision.DECLINE, by_rule, message=message, template=name, template_of=of)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (
            wish(What.SET_TEMPLATE, text="New", message="Hi", rules=("14", "R9")),
            SetTemplate("New", "Hi", ("R14", "R9")),
        ),
        (wish(What.SET_TEMPLATE, template="t1", message="Hi"), SetTemplate("Contact", "Hi", ("R14",), "T1")),
        (wish(What.SET_TEMPLATE, template="1", text="A", rules=("",)), SetTemplate("A", BODY, ("",), "T1")),
        (wish(What.SET_TEMPLATE, template="T9", text="A", message="B"), SetTemplate("A", "B", (), "T9")),
        (wish(What.WITHDRAW_TEMPLATE, template="of the House", text="x"), WithdrawTemplate("house", "x")),
        (wish(What.WITHDRAW_TEMPLATE, template="old one", text="x"), WithdrawTemplate("old one", "x")),
        (decline(rule="14", template="contact"), declined(FILLED, "T1", "T1-1")),
        (decline(rule="14", template="1", message="My own."), declined("My own.", "T1", "T1-1")),
        (decline(template="house"), declined("No phone, please.", "house", "house-1", "")),
        (decline(template="T9"), Refusal("This desk knows no template 9.")),
        (
            decline(template="T2"),
            Refusal("Template 2 is withdrawn. Choose another one, or use your own words."),
        ),
        (
            wish(What.DECIDE_POST, post="p1", decision=Decision.PUBLISH, template="T1"),
            Refusal("A template is for the author of a declined post."),
        ),
    ],
)
def test_what_is_typed_of_a_template_is_understood(given: Wish, meant: Action | Refusal) -> None:
    assert action_of(VIEW, given, NOW) == meant


@pytest.mark.parametrize(
    ("given", "stops"),
    [
        (decline(template="house"), True),
        (decline(message="my phone"), True),
        (decline(message="Hello"), False),
        (wish(What.DECIDE_POST, post="p1", decision=Decision.EDIT, text="my phone"), False),  # it is published by rules
        (wish(What.DECIDE_POST, post="p9", decision=Decision.DECLINE, message="my phone"), False),
        (wish(What.SET_TEMPLATE, text="New", message="your phone"), True),
        (wish(What.WITHDRAW_TEMPLATE, template="T1", text="phone"), False),
    ],
)
def test_what_members_are_told_is_screened(given: Wish, stops: bool) -> None:
    told = touching_of(VIEW, given, NOW)
    assert told == (Touching("This touches rule 14 v1 (stop) — Contact details.", stops=True) if stops else Touching())


def test_a_wording_is_read_from_a_file(tmp_path: Path) -> None:
    context, option = click.Context(click.Command("x")), click.Option(["--body"])
    file = tmp_path / "body.txt"
    file.write_text("Hello {alias}\n", encoding="utf-8")
    assert _words(context, option, "Hello") == "Hello"
    assert _words(context, option, f"@{file}") == "Hello {alias}\n"
    file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(click.BadParameter, match="is no text in UTF-8"):
        _words(context, option, f"@{file}")
    with pytest.raises(click.BadParameter, match="cannot be read"):
        _words(context, option, f"@{tmp_path / 'none'}")


def test_the_commands_say_what_they_take() -> None:
    for words in (["do", "set-template", "-h"], ["do", "withdraw-template", "-h"], ["templates", "-h"]):
        told = CliRunner().invoke(main, words)
        assert told.exit_code == 0, told.output
    assert "{alias}" in CliRunner().invoke(main, ["do", "set-template", "-h"]).output


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as practice:
        event = RulePublished("R14", "Contact details", "They stay out.", RuleLevel.STOP, tuple(Audience))
        practice.post("mod-updates", IYER.name, event)
        submitted = PostSubmitted("p1", "sunny-kite", AgeBand.TEEN, PostPlace.FORUM, "07700 900123")
        practice.post("chat-queue", "Chat platform", submitted)
        yield practice


async def test_a_template_is_set_used_listed_and_withdrawn(tmp_path: Path, practice: Practice, capsys: Said) -> None:
    doctor, moderator = (Desk(tmp_path / who.id, practice.api_url, who) for who in (IYER, BRANDT))

    async def does(action: str, code: int, at: Desk = doctor, **given: Any) -> str:
        made = commands.wish_of(action, wait=True, **given)
        assert await commands.do(load(at.file), at.environment, made, as_json=False) == code
        found = capsys.readouterr()
        return f"{found.out}{found.err}"

    async def listed(at: Desk = doctor, *, as_json: bool = False) -> str:
        assert await wordbook.show(load(at.file), at.environment, as_json=as_json) == commands.DONE
        found = capsys.readouterr()
        return found.out or found.err

    assert await wordbook.show(load(doctor.file), doctor.environment, as_json=False) == commands.FAILED
    assert capsys.readouterr().err.startswith("There is no cache at ")
    assert "Only clinicians and leads" in await does("set-template", REFUSED, moderator, text="A", message="B")
    assert "There is no template yet." in await listed(moderator)
    assert "There is no variable “{name}”" in await does("set-template", REFUSED, text="A", message="Hello {name}")
    assert "Template 1 stands on every desk: Contact." in await does(
        "set-template", STANDS, text="Contact", message=BODY, rules=["14"]
    )
    refused = await does("decide-post", REFUSED, moderator, post="p1", decision="decline", template="T1")
    assert "Say which rule it is declined by." in refused
    told = await does("decide-post", STANDS, moderator, post="p1", decision="decline", rule="14", template="contact")
    assert "The post of sunny-kite is declined." in told
    sent = practice.workspace.named("shift-log").messages
    carried = [one["metadata"]["event_payload"] for one in sent.values() if "metadata" in one]
    decided = next(one for one in carried if one.get("decision") == "decline")
    wanted = BODY.format(alias="sunny-kite", place="the forum", rule="“Contact details”")
    assert (decided["message"], decided["template"], decided["template_version"]) == (wanted, "T1", 1)
    await does("set-template", STANDS, template="1", message="Hello.")
    page = await listed()
    assert page.startswith("Template 1 v2: Contact\n")
    assert "used once · first for R14\n    Hello." in page
    (one,) = json.loads(await listed(as_json=True))
    assert [each["uses"] for each in one["versions"]] == [1, 0]
    assert decided["template_of"] == one["versions"][0]["of"]
    assert "Template 1 is withdrawn." in await does("withdraw-template", STANDS, template="contact", text="too short")
    assert "withdrawn by Dr S. Iyer: too short" in await listed()
    (gone,) = json.loads(await listed(as_json=True))
    assert gone["withdrawn"]["reason"] == "too short"
