"""Posts at the command line: what is typed is understood, screened, and decided once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from console import commands
from console.doing import REFUSED, STANDS
from console.domain import actions
from console.domain.actions import Action, Refusal
from console.domain.events import PostSubmitted, RulePublished
from console.domain.posts import Decided, Post
from console.domain.words import AgeBand, Audience, Decision, PostPlace, Risk, RuleKind, RuleLevel
from console.practice.people import BRANDT, IYER
from console.practice.server import Practice
from console.settings import load
from console.touching import advised
from console.wishes import Flag, What, Wish, action_of, case_wish
from tests.journeys.stage import Desk
from tests.ui import desks
from tests.ui.desks import NOW, rule

LONDON = ZoneInfo("Europe/London")
TEXT = "my number is 07700 900123"


def post(name: str, alias: str = "sunny-kite", text: str = "Hello") -> Post:
    return Post(name, alias, AgeBand.TEEN, PostPlace.FORUM, text, None, f"s-{name}", NOW, NOW)


TWICE = {"p2": post("p2", "twice"), "p3": post("p3", "twice")}
VIEW = replace(desks.view(), posts={"p1": post("p1", text=TEXT), **TWICE})


def wish(action: What, **given: object) -> Wish:
    return Wish(action, "0198-1", **given)  # type: ignore[arg-type]  # a builder passes on


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (wish(What.TAKE_POST, post="p1"), actions.TakePost("p1")),
        (wish(What.TAKE_POST, post="Sunny-Kite"), actions.TakePost("p1")),
        (wish(What.RELEASE_POST, post="p1", text="later"), actions.ReleasePost("p1", "later")),
        (wish(What.ASK_ABOUT_POST, post="p1", text="May it?"), actions.AskAboutPost("p1", "May it?")),
        (
            wish(What.DECIDE_POST, post="p1", decision=Decision.DECLINE, rule="14", message="No", note="n", why="w"),
            actions.DecidePost("p1", Decision.DECLINE, "R14", "", "n", "", None, "No", why="w"),
        ),
        (wish(What.TAKE_POST, post="p9"), Refusal("This desk knows no post “p9”.")),
        (wish(What.AGREE_POST, post="p1", text="fine"), actions.AnswerPost("p1", agrees=True, reason="fine")),
        (wish(What.DISAGREE_POST, post="p1"), actions.AnswerPost("p1", agrees=False)),
        (
            wish(What.JUDGE_POST, post="p1", decision=Decision.DECLINE, rule="R14", note="a school"),
            actions.JudgePost("p1", Decision.DECLINE, "R14", "a school"),
        ),
        (wish(What.REVIEW_POST, post="p1"), actions.ReviewPost("p1", stands=True)),
        (
            wish(What.REVIEW_POST, post="p1", stands=False, text="a name"),
            actions.ReviewPost("p1", stands=False, reason="a name"),
        ),
        (wish(What.DECIDE_POST, post="p1", when="nonsense"), None),
        (wish(What.TAKE_POST, post="twice"), None),
    ],
)
def test_what_is_typed_of_a_post_is_understood(given: Wish, meant: Action | Refusal | None) -> None:
    found = action_of(VIEW, given, NOW, LONDON)
    assert isinstance(found, Refusal) if meant is None else found == meant


def test_a_post_that_is_decided_gives_its_alias_to_the_one_that_waits() -> None:
    done = replace(post("p4", "twice"), decided=Decided(Decision.PUBLISH, "U2", NOW, "s-p4"))
    view = replace(VIEW, posts={"p4": done, "p2": TWICE["p2"]})
    assert action_of(view, wish(What.TAKE_POST, post="twice"), NOW, LONDON) == actions.TakePost("p2")


def test_who_wrote_a_post_is_flagged_by_it() -> None:
    flag = Flag(Risk.B, post="sunny-kite")
    assert case_wish(VIEW, wish(What.FLAG_CASE, flag=flag), NOW, LONDON) == actions.FlagCase(Risk.B, post="p1")
    unknown = case_wish(VIEW, wish(What.FLAG_CASE, flag=Flag(Risk.B, post="p9")), NOW, LONDON)
    assert unknown == Refusal("This desk knows no post “p9”.")


def test_a_post_is_advised_upon_as_it_would_be_published() -> None:
    stop = rule("R14", "Contact details", "", RuleLevel.STOP, kinds=(RuleKind.PHONE,), audience=(Audience.UNDER_18,))
    view = replace(VIEW, rules={"R14": stop})
    assert advised(view, actions.DecidePost("p1", Decision.PUBLISH), NOW) == ("R14",)
    assert advised(view, actions.DecidePost("p1", Decision.EDIT, text="no number"), NOW) == ()
    assert advised(view, actions.DecidePost("p9", Decision.PUBLISH), NOW) == ()
    assert advised(VIEW, actions.DecidePost("p1", Decision.PUBLISH), NOW + timedelta(days=9_000)) == ()


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as practice:
        body = "Contact details stay out."
        event = RulePublished(
            "R14", "Contact details", body, RuleLevel.STOP, (Audience.UNDER_18,), kinds=(RuleKind.PHONE,)
        )
        practice.post("mod-updates", IYER.name, event)
        for name, text in (("p1", TEXT), ("p2", "Hello")):
            submitted = PostSubmitted(name, f"writer-{name}", AgeBand.TEEN, PostPlace.FORUM, text)
            practice.post("chat-queue", "Chat platform", submitted)
        yield practice


async def test_a_post_is_taken_and_decided_with_its_reason_and_never_twice(
    tmp_path: Path, practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, other = (Desk(tmp_path / name, practice.api_url, who) for name, who in (("a", BRANDT), ("b", IYER)))

    async def does(action: str, code: int, at: Desk = desk, **given: Any) -> str:
        made = commands.wish_of(action, wait=True, **given)
        assert await commands.do(load(at.file), at.environment, made, as_json=False) == code
        found = capsys.readouterr()
        return f"{found.out}{found.err}"

    assert "The post of writer-p1 is with you now." in await does("take-post", STANDS, post="p1")
    assert "T. Brandt has this post." in await does("decide-post", REFUSED, other, post="p1", decision="publish")
    refused = await does("decide-post", REFUSED, post="p1", decision="publish")
    assert "This touches rule 14 (stop: Contact details). Say why" in refused
    assert TEXT not in refused
    message = "We keep numbers out of the forum, so that everybody stays safe."
    declined = await does("decide-post", STANDS, post="p1", decision="decline", rule="14", message=message)
    assert "The post of writer-p1 is declined." in declined
    assert "already" in await does("decide-post", REFUSED, other, post="p1", decision="publish")
    assert "waits again" in await does("take-post", STANDS, post="p2") + await does("release-post", STANDS, post="p2")
    assert "The team is asked about the post of writer-p2." in await does(
        "ask-about-post", STANDS, post="p2", text="May it stay?"
    )
    assert "is published" in await does("decide-post", STANDS, other, post="p2", decision="publish")
