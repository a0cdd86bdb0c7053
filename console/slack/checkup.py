"""What the doctor looks at in Slack: the tokens, their rights, the channels, the clocks, the live connection."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Final

import aiohttp

from console.clock import Clock
from console.domain.words import Home
from console.slack.client import Client
from console.slack.directory import Directory
from console.slack.signin import NotSignedIn, sign_in
from console.slack.trouble import Trouble

CLOCK_LIMIT: Final = timedelta(minutes=5)
_GREETING: Final = 10.0  # seconds for Slack's hello

Finding = tuple[str, str, str]


async def checkup(
    api_url: str, user_token: str, app_token: str, names: Mapping[Home, str], clock: Clock
) -> AsyncIterator[Finding]:
    """For each thing: its name, what is wrong and what to do (empty when nothing is), and what is fine."""
    if not user_token:
        yield "Slack", "This desk is not signed in. Run moderation-console sign-in.", ""
        return
    found = await sign_in(api_url, user_token, app_token, clock)
    if isinstance(found, NotSignedIn):
        yield "Slack", found.why, ""
        return
    yield "Slack", "", f"signed in to {found.workspace} as {found.name}"
    yield "rights", " ".join(found.lacks), "the app has all it needs"
    async with Client(user_token, api_url, clock) as client:
        yield await _clocks(client, clock)
        async for finding in _channels(client, names):
            yield finding
        yield await _live(client, app_token)


async def _clocks(client: Client, clock: Clock) -> Finding:
    try:
        answer = await client.ask("auth.test", http_verb="POST")
    except Trouble as trouble:
        return "clock", trouble.why, ""
    if answer.asked_at is None:
        return "clock", "", "Slack does not tell its time, so it cannot be compared"
    apart = abs(clock.now() - answer.asked_at)
    if apart > CLOCK_LIMIT:
        minutes = int(apart / timedelta(minutes=1))
        return "clock", f"This computer's clock is {minutes} minutes off Slack's. Set it, or waits are wrong.", ""
    return "clock", "", "it agrees with Slack's"


async def _channels(client: Client, names: Mapping[Home, str]) -> AsyncIterator[Finding]:
    try:
        homes = await Directory(client, names).homes()
    except Trouble as trouble:
        yield "channels", trouble.why, ""
        return
    readable = {home: channel for channel, home in homes.by_channel.items()}
    for home, name in names.items():
        if home in homes.missing:
            yield f"#{name}", homes.missing[home], ""
        elif home in homes.unseen:
            yield f"#{name}", "", "private, and not for this person"
        else:
            yield f"#{name}", "", f"readable ({readable[home]})"


async def _live(client: Client, app_token: str) -> Finding:
    """Whether a WebSocket gets through to Slack's hello."""
    if not app_token:
        return "live connection", "", "no app token: the desk asks every 15 seconds instead of being told"
    blocked = "WebSockets do not get through this network. The desk works, but asks every 15 seconds instead."
    try:
        answer = await client.ask("apps.connections.open", http_verb="POST", token=app_token)
        async with (
            asyncio.timeout(_GREETING),
            client.session.ws_connect(str(answer.data.get("url")), proxy=client.proxy, ssl=client.tls or True) as line,
        ):
            hello = await line.receive_json()
        fine = isinstance(hello, dict) and hello.get("type") == "hello"
    except Trouble as trouble:
        return "live connection", trouble.why, ""
    except (TimeoutError, aiohttp.ClientError, OSError, TypeError, ValueError):
        fine = False
    return "live connection", "" if fine else blocked, "Slack says hello"
