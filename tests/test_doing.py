"""What becomes of a wish when Slack refuses, is ill or silent, and when the desk was never read."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click
import pytest
from msgspec.structs import replace

from console import commands, doing
from console.__main__ import do
from console.doing import KEPT, REFUSED, STANDS
from console.domain.events import AskPosted, ChatOpened, RoleGiven, RoleTaken, RulePublished
from console.domain.words import AgeBand, Audience, ChatOutcome, Risk, Role, RuleLevel
from console.practice.faults import Calm, Error500, PullPlug, RevokeToken
from console.practice.people import ADMIN, HALE, IYER, NEWCOMER, NOVAK, OWNER, PETROVA
from console.practice.server import Practice
from console.settings import load
from console.station import open_vault
from console.store.faults import InUse
from console.store.vault import Vault
from console.wishes import What
from tests.journeys.stage import KEY, Desk


@pytest.fixture
async def quiet() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as practice:
        practice.post("chat-queue", "Chat platform", ChatOpened("c1", "quiet-otter", AgeBand.TEEN, Risk.C))
        yield practice


@pytest.fixture
def desk(tmp_path: Path, quiet: Practice) -> Desk:
    return Desk(tmp_path / "desk", quiet.api_url, NOVAK)


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "UNREACHED", 0.3)
    monkeypatch.setattr(doing, "PATIENCE", 2.0)


async def done(desk: Desk, action: str, *, wait: bool = True, as_json: bool = False, **given: Any) -> int:
    wish = commands.wish_of(action, wait=wait, **given)
    return await commands.do(load(desk.file), desk.environment, wish, as_json=as_json)


async def state(desk: Desk) -> int:
    return await commands.state(load(desk.file), desk.environment, as_json=True, follow=False, offline=False)


Said = pytest.CaptureFixture[str]


async def test_what_it_became_is_one_object_for_programs(desk: Desk, capsys: Said) -> None:
    assert await done(desk, "take-chat", chat="quiet-otter", as_json=True) == STANDS
    out, err = capsys.readouterr()
    became = json.loads(out)
    assert (out.count("\n"), err) == (1, "")
    assert list(became) == ["action", "id", "result", "said", "chat", "code"]
    assert became["said"] == "quiet-otter is with you now."
    assert await done(desk, "take-chat", chat="c1", as_json=True) == REFUSED
    became = json.loads(capsys.readouterr().out)
    assert (became["result"], became["said"], became["chat"]) == ("refused", "You already have this chat.", None)


async def test_a_desk_that_was_never_read_does_nothing_without_slack(desk: Desk, quiet: Practice, capsys: Said) -> None:
    quiet.fault(PullPlug())
    assert await done(desk, "take-next") == commands.FAILED
    assert "This desk never read it whole." in capsys.readouterr().err


async def test_a_desk_that_slack_refuses_keeps_it_at_once_and_says_why(
    desk: Desk, quiet: Practice, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await state(desk) == 0
    monkeypatch.setattr(doing, "UNREACHED", 60.0)
    quiet.fault(RevokeToken(person=NOVAK.id))
    capsys.readouterr()
    assert await done(desk, "take-next") == KEPT
    err = capsys.readouterr().err.splitlines()
    assert err[-1].endswith("This is kept in the outbox, and goes out when Slack takes it.")
    assert "Slack cannot be reached" not in err[-1]


async def test_a_slack_that_is_ill_is_waited_for_and_then_it_is_kept(desk: Desk, quiet: Practice, capsys: Said) -> None:
    assert await state(desk) == 0
    quiet.fault(Error500())
    capsys.readouterr()
    assert await done(desk, "take-next", as_json=True) == KEPT
    assert json.loads(capsys.readouterr().out)["result"] == "kept"
    quiet.fault(Calm())
    assert await state(desk) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outbox"], found["chats"][0]["holder"]) == ([], NOVAK.id)


async def test_left_in_the_outbox_it_needs_no_slack_and_is_decided_all_the_same(
    desk: Desk, quiet: Practice, capsys: Said
) -> None:
    assert await done(desk, "take-next", wait=False) == STANDS  # a first start has to ask who this is
    assert await state(desk) == 0
    capsys.readouterr()
    quiet.fault(PullPlug())
    assert await done(desk, "note-chat", chat="quiet-otter", text="Is calmer.", wait=False) == STANDS
    assert capsys.readouterr().out == "This is in the outbox, and goes out with the next command or window.\n"
    assert await done(desk, "take-next", wait=False) == REFUSED
    quiet.fault(Calm())
    assert await state(desk) == 0
    assert json.loads(capsys.readouterr().out)["outbox"] == []


async def test_what_one_message_cannot_hold_is_refused_and_leaves_nothing_behind(
    desk: Desk, quiet: Practice, capsys: Said
) -> None:
    name = "c" * 2_500  # a platform may name its chats as it likes
    quiet.post("chat-queue", "Chat platform", ChatOpened(name, "slow-harbour", AgeBand.TEEN, Risk.C))
    assert await done(desk, "note-chat", chat="slow-harbour", text="\N{SLIGHTLY SMILING FACE}" * 900) == REFUSED
    assert "too long" in capsys.readouterr().err
    assert await state(desk) == 0
    assert json.loads(capsys.readouterr().out)["outbox"] == []


async def test_the_same_wish_again_is_known_to_be_done(desk: Desk, quiet: Practice, capsys: Said) -> None:
    wish = commands.wish_of("note-chat", wait=True, chat="c1", text="Is calmer.")
    for said in ("The note stands at quiet-otter.\n", "This was done before. The note stands at quiet-otter.\n"):
        assert await commands.do(load(desk.file), desk.environment, wish, as_json=False) == STANDS
        assert capsys.readouterr().out == said
    assert len(quiet.workspace.named("shift-log").messages) == 1


async def test_a_wish_that_lost_says_so_also_when_it_is_handed_on_again(
    tmp_path: Path, desk: Desk, quiet: Practice, capsys: Said
) -> None:
    assert await state(desk) == 0
    take = commands.wish_of("take-chat", wait=False, chat="c1")
    assert await commands.do(load(desk.file), desk.environment, take, as_json=False) == STANDS  # in the outbox only
    other = Desk(tmp_path / "other", quiet.api_url, HALE)
    assert await done(other, "take-chat", chat="c1") == STANDS
    assert await state(desk) == 0  # it goes out, and whoever waited for it is gone
    assert await done(other, "close-chat", chat="c1", outcome=ChatOutcome.HELPED) == STANDS
    capsys.readouterr()
    for wait in (True, False):
        again = replace(take, wait=wait)
        assert await commands.do(load(desk.file), desk.environment, again, as_json=False) == REFUSED
        assert re.fullmatch("M. Hale took this chat at [0-9:]+, before you.\n", capsys.readouterr().err)
    assert len(quiet.workspace.named("shift-log").messages) == 3


async def test_an_answer_that_is_handed_on_again_is_not_said_twice(desk: Desk, quiet: Practice, capsys: Said) -> None:
    quiet.post("online-team-thread", HALE, AskPosted("a1", "Who knows them?", "c1"))
    wish = commands.wish_of("answer", wait=True, about="quiet-otter", text="I do.")
    for said in ("The answer stands in its thread.\n", "This was done before. The answer stands in its thread.\n"):
        assert await commands.do(load(desk.file), desk.environment, wish, as_json=False) == STANDS
        assert capsys.readouterr().out == said
    assert sum("I do." in one["text"] for one in quiet.workspace.named("online-team-thread").messages.values()) == 1


def messages(practice: Practice, words: str, channel: str = "mod-main") -> int:
    """How many messages say that; those about roles, if nothing else is asked for."""
    return sum(words in one["text"] for one in practice.workspace.named(channel).messages.values())


async def test_roles_in_doubt_are_confirmed_in_one_wish_and_told_as_one(
    tmp_path: Path, quiet: Practice, capsys: Said
) -> None:
    desk = Desk(tmp_path / "admin", quiet.api_url, ADMIN)
    quiet.workspace.change_user(PETROVA.id, is_admin=True)
    for person in (NEWCOMER, NOVAK):
        quiet.post("mod-main", PETROVA, RoleGiven(person.id, Role.HOST))
    quiet.workspace.change_user(PETROVA.id, is_admin=False)
    before = messages(quiet, "host")
    wish = commands.wish_of("confirm-roles", wait=True)
    for _ in range(2):  # handed on twice it is done once
        assert await commands.do(load(desk.file), desk.environment, wish, as_json=True) in (STANDS, REFUSED)
    first, again = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["said"], first["id"]) == ("2 roles confirmed: they rest on you now.", wish.id)
    assert (again["result"], again["said"]) == ("refused", "There is no role to confirm.")
    assert messages(quiet, "host") == before + 2
    quiet.post("mod-main", ADMIN, RoleGiven(PETROVA.id, Role.LEAD))
    quiet.post("mod-main", PETROVA, RoleGiven(NEWCOMER.id, Role.SUPPORT))
    quiet.post("mod-main", OWNER, RoleTaken(PETROVA.id, Role.LEAD))
    assert await state(desk) == 0
    capsys.readouterr()
    assert await done(desk, "confirm-roles", person="lund", wait=False) == STANDS
    assert capsys.readouterr().out == (
        "1 role confirmed. This is in the outbox, and goes out with the next command or window.\n"
    )
    assert await done(desk, "give-role", person="petrova", role="support") == STANDS
    assert await done(desk, "give-role", person="novak", role="counsellor") == REFUSED
    owner = Desk(tmp_path / "owner", quiet.api_url, OWNER)
    capsys.readouterr()
    assert await done(owner, "give-role", person="lund", role="support") == STANDS
    assert capsys.readouterr().out == "H. Lund goes on as support: the role rests on you now.\n"


async def test_what_of_several_could_not_be_sent_is_kept_and_said(
    tmp_path: Path, quiet: Practice, capsys: Said
) -> None:
    desk = Desk(tmp_path / "admin", quiet.api_url, ADMIN)
    quiet.post("mod-main", ADMIN, RoleGiven(NOVAK.id, Role.LEAD))
    for role in (Role.HOST, Role.SUPPORT):
        quiet.post("mod-main", NOVAK, RoleGiven(NEWCOMER.id, role))
    quiet.post("mod-main", ADMIN, RoleTaken(NOVAK.id, Role.LEAD))
    assert await state(desk) == 0
    quiet.fault(Error500())
    capsys.readouterr()
    assert await done(desk, "confirm-roles") == KEPT
    assert "0 of 2 roles confirmed. " in capsys.readouterr().err
    quiet.fault(Calm())
    assert await state(desk) == 0
    assert json.loads(capsys.readouterr().out)["outbox"] == []
    assert await done(desk, "confirm-roles") == REFUSED


async def test_who_cannot_confirm_is_told_who_can(desk: Desk, quiet: Practice, capsys: Said) -> None:
    quiet.post("mod-main", NEWCOMER, RoleGiven(NEWCOMER.id, Role.LEAD))
    assert await done(desk, "confirm-roles") == REFUSED
    err = capsys.readouterr().err
    assert err.startswith("Only an admin of the workspace or a lead can give and take roles: lead J. Whitlock")


async def test_another_command_on_the_same_cache_is_waited_for(
    desk: Desk, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await state(desk) == 0
    met = asyncio.Event()

    async def watched(*given: Any) -> Vault:
        try:
            return await open_vault(*given)
        except InUse:
            met.set()
            raise

    monkeypatch.setattr(commands, "open_vault", watched)
    vault = Vault(desk.cache, bytes.fromhex(KEY))
    taking = asyncio.create_task(done(desk, "take-next"))
    await met.wait()
    vault.close()
    assert await taking == STANDS
    monkeypatch.setattr(commands, "_BUSY", 0.1)
    vault = Vault(desk.cache, bytes.fromhex(KEY))
    capsys.readouterr()
    assert await done(desk, "renew") == commands.FAILED
    vault.close()
    assert "already open" in capsys.readouterr().err


def test_the_document_lists_every_action_and_no_other() -> None:
    page = (Path(commands.__file__).parents[1] / "docs" / "do.md").read_text(encoding="utf-8")
    page = page.partition("\n## The handover")[0]  # which has a table of its own
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    listed = {words.split()[0] for row in rows for words in re.findall(r"`([^`]+)`", row)}
    assert isinstance(do, click.Group)
    assert listed == set(do.list_commands(click.Context(do))) == {what.value for what in What}


async def test_what_touches_a_stop_rule_is_said_and_sent_and_refused_only_when_that_was_asked(
    desk: Desk, quiet: Practice, capsys: Said
) -> None:
    both = (Audience.UNDER_18, Audience.ADULTS)
    quiet.post("mod-updates", IYER, RulePublished("R14", "Details", "", RuleLevel.STOP, both, words=("text me",)))
    assert await done(desk, "take-chat", chat="quiet-otter") == STANDS
    capsys.readouterr()
    assert await done(desk, "note-chat", chat="quiet-otter", text="asked to t3xt me", strict=True) == REFUSED
    assert "rule 14 v1 (stop) — Details. Without --strict" in capsys.readouterr().err
    assert messages(quiet, "asked to", "shift-log") == 0
    assert await done(desk, "note-chat", chat="quiet-otter", text="asked to t3xt me") == STANDS
    told = capsys.readouterr()
    assert told.err == "This touches rule 14 v1 (stop) — Details.\n"
    assert told.out
    assert messages(quiet, "asked to", "shift-log") == 1
