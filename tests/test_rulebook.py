"""Rules go out to a file and come in from one: what would change is shown, and published only when that is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from console import commands, rulebook
from console.__main__ import main
from console.doing import REFUSED, STANDS
from console.practice.faults import PullPlug
from console.practice.people import IYER, NOVAK, OKAFOR
from console.practice.server import Practice
from console.rule_file import NotARule, rules_of
from console.settings import load
from tests.journeys.stage import Desk

Said = pytest.CaptureFixture[str]


@pytest.fixture
async def quiet() -> AsyncIterator[Practice]:
    async with Practice(night=False, roles=True, limits=False) as practice:
        yield practice


@pytest.fixture
def desk(tmp_path: Path, quiet: Practice) -> Desk:
    return Desk(tmp_path / "desk", quiet.api_url, IYER)


LINKS = '[[rule]]\ntitle = "Links"\nbody = "Only our own."\nlevel = "must"\naudience = ["adults"]\n'


def file(desk: Desk, text: str) -> Path:
    found = desk.folder / "rules.toml"
    found.write_text(text, encoding="utf-8")
    return found


async def imported(desk: Desk, text: str, *, publish: bool = False) -> int:
    return await rulebook.import_(load(desk.file), desk.environment, file(desk, text), publish=publish)


async def exported(desk: Desk, capsys: Said, *, every: bool = False) -> str:
    capsys.readouterr()
    assert await rulebook.export(load(desk.file), desk.environment, every=every) == 0
    return capsys.readouterr().out


async def done(desk: Desk, action: str, **given: object) -> int:
    wish = commands.wish_of(action, wait=True, **given)
    return await commands.do(load(desk.file), desk.environment, wish, as_json=False)


async def test_what_an_import_would_change_is_shown_word_by_word_and_published_on_request(
    desk: Desk, quiet: Practice, capsys: Said
) -> None:
    assert await imported(desk, LINKS) == 0
    assert capsys.readouterr().out == ("R1  new: Links\n1 rule would change. --publish publishes that, as you.\n")
    assert len(quiet.workspace.named("mod-updates").messages) == 0
    assert await imported(desk, LINKS + LINKS.replace("Links", "Names"), publish=True) == STANDS
    assert "Rule 1 stands on every desk.\nRule 2 stands on every desk.\n" in capsys.readouterr().out
    kept = await exported(desk, capsys)
    assert [(one.rule, one.title) for one in rules_of(kept)] == [("R1", "Links"), ("R2", "Names")]
    assert await imported(desk, kept, publish=True) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing differs."
    changed = kept.replace("Only our own.", "Only our own list.", 1).partition(
        "# version 1, Dr S. Iyer",
    )[2]
    one = changed.partition('[[rule]]\nrule = "R2"')[0]
    assert await imported(desk, "#" + one, publish=True) == STANDS
    assert capsys.readouterr().out.splitlines() == [
        "R1  version 2 in place of 1: Links",
        "    text: Only our [-own.-] {+own list.+}",
        "Not in the file: R2. What is not in it stays as it is.",
        "A new version of rule 1 stands on every desk.",
    ]


async def test_a_withdrawn_rule_is_exported_on_request_and_comes_back_by_an_import(desk: Desk, capsys: Said) -> None:
    assert await imported(desk, LINKS, publish=True) == 0
    assert await done(desk, "withdraw-rule", rule="1", text="not needed") == STANDS
    assert "Rule 1 is withdrawn." in capsys.readouterr().out
    assert await exported(desk, capsys) == ""
    kept = await exported(desk, capsys, every=True)
    assert "# withdrawn 2026" in kept
    assert await imported(desk, kept, publish=True) == STANDS
    assert "R1  version 2 in place of 1, and no longer withdrawn: Links" in capsys.readouterr().out
    assert await done(desk, "acknowledge-rule", rule="1") == STANDS
    assert "You have read rule 1, version 2." in capsys.readouterr().out
    assert await done(desk, "acknowledge-rule", rule="1") == REFUSED


async def test_what_nobody_could_publish_is_told_before_anything_is_published(desk: Desk, capsys: Said) -> None:
    bad = LINKS.replace('"Links"', '" "') + LINKS.replace("title", 'rule = "my rule"\ntitle')
    assert await imported(desk, LINKS + bad, publish=True) == commands.FAILED
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "Rule number 2 of the file: The title is empty.",
        "my rule: A rule is called R and a number, as R32: leave it out to get the next free one.",
    ]


EXAMPLES = LINKS + 'words = ["bit ly"]\nholds = ["see bit ly", "see bitly"]\nleaves = ["a bit ly"]\n'


async def test_what_fails_its_own_examples_is_told_and_published_only_when_that_is_said(
    desk: Desk, quiet: Practice, capsys: Said
) -> None:
    failing = "It should leave “a bit ly”, and finds “bit ly”."
    assert await imported(desk, EXAMPLES, publish=True) == commands.FAILED
    told = capsys.readouterr()
    assert told.err.splitlines() == [f"Links: {failing}", "--reason says why it is published all the same."]
    assert len(quiet.workspace.named("mod-updates").messages) == 0
    with pytest.raises(NotARule) as refused:
        rulebook.rule_in(file(desk, EXAMPLES.replace("see bitly", "see nothing")))
    assert "It should hold “see nothing”. " + failing in str(refused.value)
    assert rulebook.rule_in(file(desk, EXAMPLES), reason=" for now ").despite == "for now"
    with_reason = EXAMPLES + 'despite = "of the file"\n'
    assert rulebook.rule_in(file(desk, with_reason)).despite == "of the file"
    path = file(desk, EXAMPLES)
    done = await rulebook.import_(load(desk.file), desk.environment, path, publish=True, reason="for now")
    assert done == STANDS
    told = capsys.readouterr()
    assert (failing in told.err, "Rule 1 stands on every desk." in told.out) == (True, True)
    assert 'despite = "for now"' in await exported(desk, capsys)


async def test_who_may_not_publish_is_told_who_may(tmp_path: Path, quiet: Practice, capsys: Said) -> None:
    novak = Desk(tmp_path / "novak", quiet.api_url, NOVAK)
    assert await imported(novak, LINKS, publish=True) == REFUSED
    assert "Only a clinician can publish, replace or withdraw a posting rule: Dr S. Iyer." in capsys.readouterr().err


async def test_a_rule_in_a_file_is_proposed_to_another_clinician_who_declines_it(
    desk: Desk, tmp_path: Path, quiet: Practice, capsys: Said
) -> None:
    lead, novak = (Desk(tmp_path / one.name, quiet.api_url, one) for one in (OKAFOR, NOVAK))
    draft = rulebook.rule_in(file(desk, EXAMPLES), tried=False)
    assert await done(desk, "propose-rule", publish=draft, person="Novak") == REFUSED
    assert "is no clinician" in capsys.readouterr().err
    assert await done(lead, "give-role", person="Novak", role="clinician") == STANDS
    assert await done(desk, "propose-rule", publish=draft, person="Novak") == STANDS
    assert "is asked to publish “Links”." in capsys.readouterr().out
    (message,) = quiet.workspace.named("mod-updates").messages.values()
    proposal = message["metadata"]["event_payload"]["id"]
    assert await done(desk, "publish-rule", publish=replace(draft, proposal=proposal, despite="so")) == STANDS
    assert await done(novak, "decline-proposal", about=proposal) == REFUSED
    assert "This proposal is settled already." in capsys.readouterr().err


async def test_a_desk_that_was_never_read_exports_nothing(desk: Desk, quiet: Practice, capsys: Said) -> None:
    quiet.fault(PullPlug())
    assert await rulebook.export(load(desk.file), desk.environment, every=False) == commands.FAILED
    assert "This desk never read it whole." in capsys.readouterr().err


async def test_without_slack_the_rules_are_told_as_the_desk_knew_them(
    desk: Desk, quiet: Practice, capsys: Said
) -> None:
    assert await imported(desk, LINKS, publish=True) == 0
    quiet.fault(PullPlug())
    assert await rulebook.export(load(desk.file), desk.environment, every=False) == 0
    told = capsys.readouterr()
    assert 'title = "Links"' in told.out
    assert "These are the rules as this desk knew them." in told.err


def test_a_file_that_cannot_be_used_is_told_by_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "http://127.0.0.1:9/api/", IYER)
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe")
    two = file(desk, LINKS + LINKS)
    for path, why in {
        tmp_path / "none.toml": "none.toml cannot be read: No such file or directory.",
        broken: "broken.toml is no text in UTF-8.",
        two: "rules.toml has 2 rules: moderation-console rules import publishes several.",
        file(desk, LINKS + LINKS): "has 2 rules",
    }.items():
        with pytest.raises(NotARule) as told:
            rulebook.rule_in(path)
        assert why in str(told.value)
    runner = CliRunner(env=desk.environment)
    given = ["--settings", str(desk.file)]
    refused = runner.invoke(main, [*given, "do", "publish-rule", "-"], input="[[rule]]\n")
    assert (refused.exit_code, refused.output) == (1, "Error: -: Line 1: this rule has no title.\n")
    refused = runner.invoke(main, [*given, "rules", "import", str(broken)])
    assert (refused.exit_code, "is no text in UTF-8." in refused.output) == (1, True)
    assert runner.invoke(main, [*given, "rules", "export"]).exit_code == 1
