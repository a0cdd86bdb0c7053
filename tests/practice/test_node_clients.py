"""Slack's own Node clients, where they are installed: nothing is installed here."""

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest

from console.practice.people import HALE, NOVAK
from console.practice.server import Practice

ROOT = Path(__file__).parents[2]
MODULES = Path(os.environ.get("MODERATION_CONSOLE_NODE_MODULES") or ROOT / "node_modules").resolve()
JUDGE = Path(__file__).with_name("judge.mjs")
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="node is not installed"),
    pytest.mark.skipif(
        not all((MODULES / "@slack" / name).is_dir() for name in ("web-api", "socket-mode")),
        reason="@slack/web-api and @slack/socket-mode are not in MODERATION_CONSOLE_NODE_MODULES or ./node_modules",
    ),
]


async def test_the_official_node_clients_read_post_and_listen(quiet: Practice) -> None:
    assert NODE is not None
    for number in range(4):
        quiet.say("shift-log", HALE, f"{number}")
    channel = quiet.workspace.named("shift-log").id
    judge = await asyncio.create_subprocess_exec(
        NODE,
        str(JUDGE),
        str(MODULES),
        quiet.api_url,
        NOVAK.user_token,
        NOVAK.app_token,
        channel,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await asyncio.wait_for(judge.communicate(), 20)
    assert judge.returncode == 0, complained.decode()
    seen = json.loads(said)
    assert seen["user"] == NOVAK.id
    assert seen["scopes"] == 12
    assert seen["posted"] == seen["heard"]
    assert seen["metadata"]["event_payload"]["chat"] == "c1"
    assert seen["pages"] == [2, 2, 1]
    assert seen["refused"] == "channel_not_found"
    assert not quiet.sockets.apps[NOVAK.id].waiting
