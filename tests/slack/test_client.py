"""A question to Slack gets its answer, or a sentence: later, or never."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import pytest
from aiohttp import web

from console.clock import RealClock
from console.slack.client import Client, proxy_for
from console.slack.trouble import Later, Never, trouble_of
from tests.slack.servers import server


def answering(
    text: str, status: int = 200, content_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(text=text, status=status, content_type=content_type, headers=headers)

    return handler


async def ask(api_url: str) -> object:
    async with Client("xoxp-1", api_url, RealClock()) as client:
        return await client.ask("auth.test")


async def test_an_answer_tells_slacks_time_and_the_rights() -> None:
    date = "Mon, 23 Nov 2026 06:00:00 GMT"
    text = '{"ok":true,"messages":[{"ts":"1"},7],"response_metadata":{"next_cursor":"n"}}'
    headers = {"x-oauth-scopes": "chat:write, users:read", "Date": date}
    async with server(answering(text, headers=headers)) as url, Client("xoxp-1", url, RealClock()) as client:
        answer = await client.ask("conversations.history")
    assert answer.asked_at is not None
    assert answer.asked_at <= datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert answer.scopes == frozenset({"chat:write", "users:read"})
    assert answer.items("messages") == [{"ts": "1"}]
    assert answer.items("members") == []
    assert answer.next_cursor == "n"
    assert client.calls == 1


@pytest.mark.parametrize("date", ["soon", "Mon, 23 Nov 2026 06:00:00 -0000"])
async def test_a_time_that_is_none_is_not_believed(date: str) -> None:
    async with (
        server(answering('{"ok":true}', headers={"Date": date})) as url,
        Client("xoxp-1", url, RealClock()) as client,
    ):
        answer = await client.ask("auth.test")
    assert answer.asked_at is None
    assert answer.scopes is None
    assert answer.next_cursor == ""


@pytest.mark.parametrize(
    ("text", "status", "content_type", "code"),
    [
        ("<html>Please sign in to the network</html>", 200, "text/html", "odd"),
        ("<html>", 200, "application/json", "odd"),
        ("", 200, "application/json", "odd"),
        ("[]", 200, "application/json", "odd"),
        ("7", 200, "application/json", "odd"),
        ("null", 200, "application/json", "odd"),
        ('"hello"', 200, "application/json", "odd"),
        ("hello", 200, "text/plain", "odd"),
        ("{}", 200, "application/json", "odd"),
        ('{"ok":false,"error":7}', 200, "application/json", "odd"),
        ("[" * 50_000, 200, "application/json", "odd"),
        ("Bad gateway", 502, "text/html", "server"),
        ("Internal Server Error", 500, "text/plain", "server"),
        ('{"ok":false,"error":"internal_error"}', 200, "application/json", "internal_error"),
    ],
)
async def test_what_is_no_answer_of_slacks_is_tried_again_later(
    text: str, status: int, content_type: str, code: str
) -> None:
    async with server(answering(text, status, content_type)) as url:
        with pytest.raises(Later) as caught:
            await ask(url)
    assert caught.value.code == code
    assert caught.value.seconds > 0
    assert caught.value.why.endswith(".")


@pytest.mark.parametrize(
    ("code", "refused"),
    [("invalid_auth", True), ("token_revoked", True), ("channel_not_found", False), ("unheard_of", False)],
)
async def test_what_slack_refuses_is_never_tried_again(code: str, refused: bool) -> None:
    async with server(answering(f'{{"ok":false,"error":"{code}"}}')) as url:
        with pytest.raises(Never) as caught:
            await ask(url)
    assert caught.value.code == code
    assert caught.value.refused is refused
    assert caught.value.why.endswith(".")


async def test_a_missing_right_is_named() -> None:
    async with server(answering('{"ok":false,"error":"missing_scope","needed":"users:read"}')) as url:
        with pytest.raises(Never, match="users:read"):
            await ask(url)
    async with server(answering('{"ok":false,"error":"missing_scope","needed":["x"]}')) as url:
        with pytest.raises(Never, match="lacks the right"):
            await ask(url)


def test_no_error_of_slacks_puts_its_own_words_on_the_screen() -> None:
    for code in ("<b>x</b>", "a" * 100, "Please call 0800 1111"):
        assert trouble_of(code).why == "Slack says “an unknown error”."
    assert "<" not in trouble_of("missing_scope", "<b>").why


async def test_nobody_at_the_address_is_offline() -> None:
    async with server(answering("{}")) as url:
        pass
    with pytest.raises(Later) as caught:
        await ask(url)
    assert caught.value.code == "offline"


async def test_a_connection_that_is_cut_is_offline() -> None:
    async def cut(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with server(cut) as url:
        with pytest.raises(Later) as caught:
            await ask(url)
    assert caught.value.code == "offline"


async def test_the_client_waits_as_long_as_slack_asks_and_then_asks_again() -> None:
    asked: list[float] = []

    async def limited(_request: web.Request) -> web.Response:
        asked.append(time.monotonic())
        if len(asked) > 2:
            return web.json_response({"ok": True})
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "0.2"})

    waits: list[float] = []
    async with server(limited) as url, Client("xoxp-1", url, RealClock()) as client:
        client.waiting = waits.append
        assert (await client.ask("auth.test")).data == {"ok": True}
    assert waits == [0.2, 0.2]
    assert asked[2] - asked[0] >= 0.4


async def test_an_unreadable_retry_after_is_half_a_minute() -> None:
    slept: list[float] = []

    async def limited(_request: web.Request) -> web.Response:
        headers = {"Retry-After": "Mon, 23 Nov 2026 06:00:00 GMT"}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    async with server(limited) as url, Client("xoxp-1", url, RealClock()) as client:
        told = asyncio.Event()

        def waiting(seconds: float) -> None:
            slept.append(seconds)
            told.set()

        client.waiting = waiting
        asking = asyncio.create_task(client.ask("auth.test"))
        await told.wait()
        asking.cancel()
        await asyncio.wait([asking])
    assert slept == [30.0]


def test_a_proxy_is_taken_from_the_computers_settings_but_never_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:8080")
    monkeypatch.setenv("http_proxy", "http://proxy.example:8080")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert proxy_for("https://slack.com/api/") == "http://proxy.example:8080"
    assert proxy_for("https://inside.example/api/") is None
    assert proxy_for("http://127.0.0.1:8080/api/") is None
    assert proxy_for("http://localhost:8080/api/") is None


async def test_https_is_asked_with_the_computers_own_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    async with Client("xoxp-1", "https://127.0.0.1:9/api/", RealClock()) as client:
        assert client.tls is not None
        with pytest.raises(Later):
            await client.ask("auth.test")
