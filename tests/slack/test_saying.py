"""A write is asked once, and says whether it may have been done."""

from email.utils import formatdate
from pathlib import Path

import pytest
from aiohttp import web

from console.domain.pending import Stage
from console.domain.words import Home
from console.slack.client import Client
from console.slack.trouble import Later, Limited, Lost
from tests.slack.desks import workspace
from tests.slack.posting import NOON, Elsewhere, pending, posting
from tests.slack.servers import server


@pytest.mark.parametrize("answer", ['{"ok":true}', '{"ok":true,"ts":7}', "<html>", "[]"])
async def test_an_answer_that_does_not_say_where_is_looked_after(tmp_path: Path, answer: str) -> None:
    asked: list[str] = []

    async def odd(request: web.Request) -> web.Response:
        asked.append(request.path.rpartition("/")[2])
        if asked[-1] == "chat.postMessage":
            return web.Response(text=answer, content_type="application/json")
        date = formatdate(practice.clock.now().timestamp(), usegmt=True)
        return web.json_response({"ok": True, "messages": []}, headers={"Date": date})

    async with workspace() as practice, server(odd) as url:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            await desk.put(pending(1))
            await desk.until(lambda: desk.one("0198-0001").attempts > 1)
            assert asked[:3] == ["auth.test", "chat.postMessage", "conversations.history"]


async def test_metadata_that_is_too_large_goes_in_blocks_alone_this_once(tmp_path: Path) -> None:
    bodies: list[dict[str, object]] = []

    async def strict(request: web.Request) -> web.Response:
        if not request.path.endswith("chat.postMessage"):
            return web.json_response({"ok": True})
        bodies.append(await request.json())
        if "metadata" in bodies[-1]:
            return web.json_response({"ok": False, "error": "metadata_too_large"})
        return web.json_response({"ok": True, "ts": "1700000000.000100"})

    async with server(strict) as url, workspace() as practice:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            await desk.put(pending(1))
            await desk.until_sent(1)
            assert not desk.outbox.metadata_refused
    assert ["metadata" in body for body in bodies] == [True, False]
    assert bodies[0]["unfurl_links"] is bodies[0]["unfurl_media"] is False


async def odd_answer(_request: web.Request) -> web.Response:
    return web.Response()


async def test_nobody_at_the_address_is_surely_not_done(tmp_path: Path) -> None:
    async with server(odd_answer) as url:
        pass
    async with workspace() as practice:
        homes = {"CLOG": Home.SHIFT_LOG}
        async with posting(Elsewhere(practice, url), tmp_path, homes=homes) as desk:  # type: ignore[arg-type]  # the address differs
            desk.client.slack_time = NOON
            await desk.put(pending(1))
            await desk.until(lambda: desk.one("0198-0001").attempts > 1)
            assert desk.stages()["0198-0001"] in (Stage.PENDING, Stage.SENDING)
            assert desk.one("0198-0001").sent_after is None or desk.stages()["0198-0001"] is Stage.SENDING


async def test_a_client_that_is_asked_to_wait_says_so_and_does_not_try_again_by_itself() -> None:
    asked: list[None] = []

    async def limited(_request: web.Request) -> web.Response:
        asked.append(None)
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "3"})

    async with workspace() as practice, server(limited) as url, Client("xoxp-1", url, practice.clock) as client:
        with pytest.raises(Limited) as caught:
            await client.say("chat.postMessage", {"channel": "C1"})
    assert caught.value.seconds == 3
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [("[" * 50_000, "odd"), ('{"ok":false,"error":"fatal_error"}', "fatal_error"), ("{}", "odd")],
)
async def test_an_answer_nobody_understands_may_mean_that_it_was_done(text: str, kind: str) -> None:
    async def odd(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    async with workspace() as practice, server(odd) as url, Client("xoxp-1", url, practice.clock) as client:
        with pytest.raises(Lost) as caught:
            await client.say("chat.postMessage", {"channel": "C1"})
    assert caught.value.code == kind


async def test_a_certificate_nobody_trusts_means_that_nothing_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    async with workspace() as practice:
        url = practice.api_url.replace("http:", "https:")
        async with Client("xoxp-1", url, practice.clock) as client:
            with pytest.raises(Later) as caught:
                await client.say("chat.postMessage", {"channel": "C1"})
    assert not isinstance(caught.value, Lost)
