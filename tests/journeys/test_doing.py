"""What is done from the command line: it stands, it is refused in words, or it is kept; and never done twice."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from console.doing import DONE_BEFORE, KEPT, REFUSED, STANDS
from console.practice.people import ADMIN, HALE, IYER, NOVAK, OKAFOR
from tests.journeys.stage import Desk, Window, Workspace, until


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace(speed=1, start="02:14") as found:
        found.ask("limits", {"on": False})
        yield found


def waiting(desk: Desk) -> list[dict[str, Any]]:
    """The chats that wait, as the desk says."""
    return [chat for chat in desk.state()["chats"] if chat["state"] == "waiting"]


def chat_of(desk: Desk, alias: str) -> dict[str, Any]:
    return next(chat for chat in desk.state()["chats"] if chat["alias"] == alias)


def done(desk: Desk, *arguments: str) -> tuple[int, str]:
    """Do something; the exit code and the last line that was said."""
    told = desk.tell("do", *arguments)
    return told.returncode, (told.stdout + told.stderr).strip().splitlines()[-1]


def in_slack(workspace: Workspace, words: str, channel: str = "shift-log") -> int:
    """How many messages with these words a channel holds."""
    found = workspace.call("conversations.list", OKAFOR, types="public_channel,private_channel", limit="100")
    id = next(one["id"] for one in found["channels"] if one["name"] == channel)
    messages = workspace.call("conversations.history", OKAFOR, channel=id, limit="100")["messages"]
    return sum(words in message["text"] for message in messages)


@contextmanager
def doing(desk: Desk, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Begin to do something; killed if it does not end by itself."""
    process = subprocess.Popen(
        desk.command("do", *arguments),
        env=desk.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until_it_waits(process: "subprocess.Popen[str]") -> None:
    """What was done is in the outbox, and Slack cannot be reached."""
    assert process.stderr is not None
    assert "This waits in the outbox." in process.stderr.readline()


def test_a_chat_is_worked_from_the_command_line_alone(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "novak", workspace.api_url, NOVAK)
    chat = waiting(desk)[-1]
    alias = chat["alias"]
    assert done(desk, "take-chat", alias) == (STANDS, f"{alias} is with you now.")
    assert done(desk, "take-chat", chat["chat"]) == (REFUSED, "You already have this chat.")
    assert done(desk, "note-chat", alias, "--note", "Checked in.") == (STANDS, f"The note stands at {alias}.")
    assert done(desk, "set-risk", alias, "a") == (STANDS, f"{alias} is at A now.")
    assert done(desk, "set-risk", alias, "C") == (REFUSED, "Lowering the risk needs a reason.")
    assert done(desk, "ask", alias, "--question", "Who knows them?") == (STANDS, f"The team is asked about {alias}.")
    assert done(desk, "answer", alias, "--text", "I do.") == (STANDS, "The answer stands in its thread.")
    assert done(desk, "renew") == (STANDS, f"You keep {alias}.")
    assert done(desk, "pass-chat", alias, "--to", "hale") == (STANDS, f"{alias} is offered to M. Hale.")
    assert done(desk, "release-chat", alias) == (STANDS, f"{alias} is back in the queue.")
    told = desk.tell("do", "take-next", "--json")
    assert told.returncode == STANDS
    became = json.loads(told.stdout)
    assert (became["action"], became["result"], became["code"]) == ("take-next", "stands", STANDS)
    assert done(desk, "close-chat", became["chat"], "--outcome", "helped")[0] == STANDS
    assert done(desk, "reopen-chat", became["chat"])[0] == STANDS
    assert desk.state()["outbox"] == []


def test_roles_and_limits_are_given_from_the_command_line(workspace: Workspace, tmp_path: Path) -> None:
    admin, lead = (Desk(tmp_path / one.id, workspace.api_url, one) for one in (ADMIN, OKAFOR))
    assert done(admin, "give-role", HALE.id, "clinician") == (STANDS, "M. Hale may act as clinician from now on.")
    assert done(lead, "take-role", "m. hale", "clinician") == (STANDS, "M. Hale no longer acts as clinician.")
    assert done(lead, "lift-limit", "Hale", "5") == (STANDS, "M. Hale may hold 5 chats at a time in this shift.")
    assert done(lead, "give-role", "Nobody", "lead") == (REFUSED, "Nobody in the workspace is called Nobody.")
    assert done(lead, "take-chat", "nowhere") == (REFUSED, "This desk knows no chat “nowhere”.")


def test_of_two_who_take_a_chat_at_once_one_has_it_and_the_other_is_told(workspace: Workspace, tmp_path: Path) -> None:
    desks = [Desk(tmp_path / one.id, workspace.api_url, one) for one in (NOVAK, HALE)]
    queues = [waiting(desk) for desk in desks]
    alias = queues[0][-1]["alias"]
    workspace.fault("pull_plug")
    with doing(desks[0], "take-chat", alias) as one, doing(desks[1], "take-chat", alias) as other:
        until_it_waits(one)  # both have decided, and neither knows of the other
        until_it_waits(other)
        workspace.fault("put_back")
        said = [process.communicate(timeout=60) for process in (one, other)]
        codes = [one.returncode, other.returncode]
    assert sorted(codes) == [STANDS, REFUSED], said
    winner, loser = (NOVAK, HALE) if codes[0] == STANDS else (HALE, NOVAK)
    assert f"{winner.name} took this chat at " in said[codes.index(REFUSED)][1]
    assert said[codes.index(REFUSED)][1].rstrip().endswith(", before you.")
    assert [chat_of(desk, alias)["holder"] for desk in desks] == [winner.id, winner.id]
    assert loser.id != winner.id


def test_without_slack_it_is_kept_and_the_next_command_sends_it(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, NOVAK)
    alias = waiting(desk)[-1]["alias"]
    workspace.fault("pull_plug")
    code, said = done(desk, "note-chat", alias, "--note", "Written offline.")
    assert code == KEPT
    assert said.startswith("Slack cannot be reached.")
    assert [one["event"] for one in desk.state()["outbox"]] == ["ChatNoted"]
    workspace.fault("put_back")
    assert desk.state()["outbox"] == []
    assert in_slack(workspace, "Written offline.") == 1


def test_beside_an_open_window_the_window_does_it(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, NOVAK)
    with Window(desk) as window:
        window.until(lambda state: state["live"] and state["complete_to"])
        alias = next(chat["alias"] for chat in window.state()["chats"] if chat["state"] == "waiting")
        assert done(desk, "take-chat", alias) == (STANDS, f"{alias} is with you now.")
        chat = next(chat for chat in window.state()["chats"] if chat["alias"] == alias)
        assert (chat["holder"], chat["pending"]) == (NOVAK.id, False)
        assert window.state()["outbox"] == []
        assert done(desk, "take-chat", alias) == (REFUSED, "You already have this chat.")
        code, _ = done(desk, "note-chat", alias, "--note", "Left to itself.", "--no-wait")
        assert code == STANDS
        window.until(lambda state: state["outbox"] == [])
        assert window.ask({"ask": "do", "action": "sing"}) == {
            "refused": "This console is another version and does not know that action."
        }
        assert window.close() == ""
    assert in_slack(workspace, "Left to itself.") == 1


def test_a_window_that_is_killed_in_the_middle_leaves_it_to_the_command(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, NOVAK)
    with Window(desk) as window:
        window.until(lambda state: state["live"] and state["complete_to"])
        alias = next(chat["alias"] for chat in window.state()["chats"] if chat["state"] == "waiting")
        workspace.fault("pull_plug")
        window.until(lambda state: not state["live"])
        with doing(desk, "note-chat", alias, "--note", "Handed on.") as process:
            until_it_waits(process)
            window.kill()
            workspace.fault("put_back")
            said, _ = process.communicate(timeout=60)
            stands = f"The note stands at {alias}."  # before the command looks, where its start sent what waited
            assert (process.returncode, said.strip().removeprefix(f"{DONE_BEFORE} ")) == (STANDS, stands)
    assert in_slack(workspace, "Handed on.") == 1


def test_a_lost_answer_is_still_one_message(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, NOVAK)
    alias = waiting(desk)[-1]["alias"]
    workspace.fault("lose_answers", p=1.0)
    assert done(desk, "note-chat", alias, "--note", "Answer lost.") == (STANDS, f"The note stands at {alias}.")
    assert in_slack(workspace, "Answer lost.") == 1


def test_killed_before_it_was_sent_it_is_one_message_in_the_end(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, NOVAK)
    alias = waiting(desk)[-1]["alias"]
    workspace.fault("pull_plug")
    with doing(desk, "note-chat", alias, "--note", "Killed early.") as process:
        until_it_waits(process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    workspace.fault("put_back")
    assert desk.state()["outbox"] == []
    assert in_slack(workspace, "Killed early.") == 1
    assert desk.state()["outbox"] == []


def test_killed_while_it_was_sent_it_is_one_message_in_the_end(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(tmp_path, workspace.api_url, NOVAK)
    alias = waiting(desk)[-1]["alias"]
    workspace.fault("lose_answers", p=1.0)
    with doing(desk, "note-chat", alias, "--note", "Killed late.") as process:
        until(lambda: in_slack(workspace, "Killed late.") or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        process.wait()
    workspace.fault("calm")
    assert desk.state()["outbox"] == []
    assert in_slack(workspace, "Killed late.") == 1


def test_somebody_at_risk_passes_to_the_next_shift_from_the_command_line_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    hale, lead = Desk(tmp_path / "hale", workspace.api_url, HALE), Desk(tmp_path / "lead", workspace.api_url, OKAFOR)
    alias = waiting(lead)[0]["alias"]
    flagged = f"{alias} is flagged at B. It has no owner yet. It has no next check yet."
    assert done(lead, "flag-case", alias, "--risk", "b", "--summary", "Feels safe with a sister.") == (STANDS, flagged)
    refused = (REFUSED, f"{alias} is flagged already. Change that case instead.")
    assert done(hale, "flag-case", alias) == refused
    check = ("--owner", "hale", "--next-check", "08:30")
    assert done(lead, "update-case", alias, *check) == (STANDS, f"The case of {alias} says so now.")
    assert done(hale, "sign-over", alias)[0] == STANDS
    read_back = ("--read-back", "ring at half past eight")
    assert done(lead, "sign-for", alias, *read_back)[0] == STANDS
    assert done(hale, "sign-for", alias, *read_back) == (REFUSED, "R. Okafor signed for this case already.")
    assert in_slack(workspace, f"signed for case {alias}: ring at half past eight", "cases") == 1
    stays = f"The case of {alias} stays as it is"
    close = ("close-case", alias, "--outcome", "safe at home", "--note")
    asked = (STANDS, f"{stays}: somebody else is asked for a second opinion.")
    assert done(hale, *close, "She slept at her sister's.") == asked
    assert in_slack(workspace, "She slept at her sister's.", "cases") == 0  # read only after giving one's own reason
    assert done(hale, "agree", alias, "--reason", "Sure.")[0] == REFUSED
    assert done(hale, "disagree", alias) == (STANDS, f"{stays}.")
    assert done(hale, *close, "She is at school.") == asked
    closed = f"The case of {alias} is closed: you both agree. M. Hale had said: She is at school."
    assert done(lead, "agree", alias, "--reason", "I rang her.") == (STANDS, closed)


def test_where_two_disagree_about_a_case_a_clinician_decides(workspace: Workspace, tmp_path: Path) -> None:
    hale, lead, iyer = (Desk(tmp_path / person.id, workspace.api_url, person) for person in (HALE, OKAFOR, IYER))
    assert done(hale, "flag-case", "--alias", "north-tram", "--risk", "b", "--owner", "hale")[0] == STANDS
    asked = "The case of north-tram stays as it is: somebody else is asked for a second opinion."
    lower = ("update-case", "north-tram", "--risk", "d", "--why", "Calm now.")
    assert done(hale, *lower) == (STANDS, asked)
    differs = "You do not agree about the case of north-tram."
    had = "M. Hale had said: Calm now."
    told = done(lead, "disagree", "north-tram", "--reason", "Too early.")
    assert told == (STANDS, f"{differs} A clinician decides now. {had}")
    told = done(iyer, "agree", "north-tram", "--reason", "Seen.")
    assert told[1] == f"The case of north-tram is at D now: you both agree. {had}"
