"""Asking Slack's Web API: one client per desk, patient when Slack asks to wait, and clear when something is wrong."""

import asyncio
import ipaddress
import itertools
import logging
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

import aiohttp
import truststore
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from typing_extensions import override

from console.clock import Clock
from console.slack.jsontext import decoded
from console.slack.trouble import CERTIFICATE, ILL, LIMITED, ODD, OFFLINE, Later, Limited, Lost, Trouble, trouble_of

LONGEST_WAIT: Final = 300.0  # seconds; whatever Slack asks for, we look again after this time
_PATIENCE: Final = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=30)
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500

# At DEBUG slack_sdk writes whole bodies into the log; and it looks at its logger's own level, not the inherited one.
_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)
logging.getLogger("slack_sdk").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Slack answered.

    ``asked_at`` is the moment of the question on Slack's clock (never later than it was), None when Slack
    does not tell the time; ``scopes`` are the token's rights, None when Slack does not tell them.
    """

    data: Mapping[str, Any]
    asked_at: datetime | None
    scopes: frozenset[str] | None

    def items(self, name: str) -> list[Mapping[str, Any]]:
        """The objects of a list in the answer; whatever else stands there is left out."""
        found = self.data.get(name)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    @property
    def next_cursor(self) -> str:
        """Where the next page begins; empty on the last one."""
        told = self.data.get("response_metadata")
        cursor = told.get("next_cursor") if isinstance(told, dict) else None
        return cursor if isinstance(cursor, str) else ""


class _Response(aiohttp.ClientResponse):
    """A page of messages is a megabyte of JSON: the standard library stops the window four times as long for it."""

    @override
    async def json(self, **how: Any) -> Any:
        return await super().json(**{"loads": decoded, **how})


class Client:
    """Slack's Web API for one desk; made inside the running loop, closed by ``async with``.

    ``answered`` is called after each sign of life from Slack; ``waiting`` with the seconds when Slack asks to wait;
    ``failed`` by whoever met a trouble that concerns all that is asked, ``regained`` by whoever finds out that it is
    over: here those who read and those who write hear of each other.
    """

    def __init__(self, token: str, api_url: str, clock: Clock) -> None:
        self.clock = clock
        self.calls = 0
        self.begun = 0  # how often it began anew
        self.slack_time: datetime | None = None  # as the latest answer told it; never later than it is
        self.answered: Callable[[], None] = lambda: None
        self.waiting: Callable[[float], None] = lambda _seconds: None
        self.failed: Callable[[Trouble], None] = lambda _trouble: None
        self.regained: Callable[[], None] = lambda: None
        secure = urlsplit(api_url).scheme == "https"
        self.tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if secure else None
        self.proxy = proxy_for(api_url)
        self.session = aiohttp.ClientSession(timeout=_PATIENCE, response_class=_Response)
        self.web = self._web(token, api_url, self.session)
        self._not_before: dict[str, float] = {}
        self._asked: dict[int, float] = {}  # when each question began that is not answered yet
        self._numbers = itertools.count()

    async def __aenter__(self) -> Self:
        """Nothing more is to be done: the constructor finished the job."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        await self.session.close()

    @property
    def unanswered_seconds(self) -> float:
        """For how long the oldest open question has been waiting for its answer; 0 when there is none."""
        return time.monotonic() - min(self._asked.values()) if self._asked else 0.0

    async def reach(self, seconds: float) -> None:
        """Ask the smallest question, on a connection of its own and for so long at most. Raises Later or Never."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds)) as session:
            await self._ask(self._web(str(self.web.token), self.web.base_url, session), "auth.test", "GET", {})

    async def begin_anew(self) -> None:
        """Leave every connection as it is, with the questions that wait on it, and use new ones from now on.

        Those questions come to an end at once, as if the connection had been lost.
        """
        self.begun += 1
        old, self.session = self.session, aiohttp.ClientSession(timeout=_PATIENCE, response_class=_Response)
        self.web.session = self.session
        await old.close()

    def _web(self, token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
        # No retry handlers: a question is asked again here, and a write never by itself.
        web = AsyncWebClient(
            token, api_url, ssl=self.tls, proxy=self.proxy, session=session, logger=_log, retry_handlers=[]
        )
        web.proxy = self.proxy  # slack_sdk reads the environment itself, and does not know NO_PROXY
        return web

    @contextmanager
    def _asking(self) -> Iterator[None]:
        number = next(self._numbers)
        self._asked[number] = time.monotonic()
        try:
            yield
        finally:
            del self._asked[number]

    async def ask(self, method: str, *, http_verb: str = "GET", **params: Any) -> Answer:
        """The answer to a reading method; waits as long as Slack asks to. Raises Later or Never."""
        return await self._ask(self.web, method, http_verb, params)

    async def _ask(self, web: AsyncWebClient, method: str, http_verb: str, params: Mapping[str, Any]) -> Answer:
        while True:
            # The limit is the method's: whoever asks for it next waits as well.
            await asyncio.sleep(max(0.0, self._not_before.get(method, 0.0) - time.monotonic()))
            began = time.monotonic()
            self.calls += 1
            try:
                with self._asking():
                    response = await web.api_call(method, http_verb=http_verb, params=dict(params))
                self.answered()
                return self._answer(response.data, response.headers, time.monotonic() - began)
            except SlackApiError as error:
                seconds = self._retry_after(error)
                if seconds is None:
                    raise self._trouble(error) from None
                self._not_before[method] = time.monotonic() + seconds
                self.waiting(seconds)
            except aiohttp.ClientSSLError:
                raise Later(60, CERTIFICATE, "certificate") from None
            except (TimeoutError, aiohttp.ClientError, OSError):
                raise Later(1, OFFLINE, "offline") from None
            except (ValueError, TypeError, AttributeError, RecursionError):
                # slack_sdk and json fail in these ways on answers that are no JSON object.
                raise Later(30, ODD, "odd") from None

    async def say(self, method: str, body: Mapping[str, Any]) -> Answer:
        """The answer to a writing method, which is asked once and never again by itself.

        Raises Never or Later (surely not done; Limited when Slack asks to wait), or Lost (perhaps done).
        """
        began = time.monotonic()
        self.calls += 1
        try:
            with self._asking():
                response = await self.web.api_call(method, json=dict(body))
            self.answered()
            return self._answer(response.data, response.headers, time.monotonic() - began)
        except SlackApiError as error:
            seconds = self._retry_after(error)
            if seconds is not None:
                raise Limited(seconds, LIMITED, "ratelimited") from None
            trouble = self._trouble(error)
            # Slack says of its own failures that part of what was asked may have been done.
            raise Lost(trouble.seconds, trouble.why, trouble.code) if isinstance(trouble, Later) else trouble from None
        except aiohttp.ClientSSLError:
            raise Later(60, CERTIFICATE, "certificate") from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError):
            raise Later(1, OFFLINE, "offline") from None  # nobody was reached
        except (TimeoutError, aiohttp.ClientError, OSError):
            raise Lost(1, OFFLINE, "offline") from None
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise Lost(30, ODD, "odd") from None  # as in ask

    def _answer(self, data: Any, headers: Mapping[str, Any], elapsed: float) -> Answer:
        scopes = headers.get("x-oauth-scopes")
        named = (
            None if scopes is None else frozenset(scope.strip() for scope in str(scopes).split(",") if scope.strip())
        )
        asked_at = self._asked_at(headers.get("Date"), elapsed)
        self.slack_time = asked_at or self.slack_time
        return Answer(data, asked_at, named)

    def _asked_at(self, date: object, elapsed: float) -> datetime | None:
        try:
            stamped = parsedate_to_datetime(str(date))
            return stamped - timedelta(seconds=elapsed * self.clock.speed) if stamped.tzinfo else None
        except (ValueError, OverflowError):
            return None

    def _retry_after(self, error: SlackApiError) -> float | None:
        """How long Slack asks to wait; None when that is not the trouble."""
        status, headers = _status(error), getattr(error.response, "headers", {})
        if status != _TOO_MANY and _code(error) != "ratelimited":
            return None
        self.answered()
        try:
            return min(max(float(headers.get("Retry-After", 1)), 0.05), LONGEST_WAIT)
        except ValueError:
            return 30.0

    def _trouble(self, error: SlackApiError) -> Exception:
        code = _code(error)
        if not code:
            return Later(5, ILL, "server") if _status(error) >= _SERVER_ERROR else Later(30, ODD, "odd")
        self.answered()
        needed = error.response.get("needed", "")
        return trouble_of(code, needed if isinstance(needed, str) else "")


def _status(error: SlackApiError) -> int:
    # slack_sdk hands over aiohttp's own response when the body is no JSON.
    response: Any = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def _code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) else ""


def proxy_for(url: str) -> str | None:
    """The proxy that this computer's settings name for an address; none for the computer itself."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def is_loopback(host: str) -> bool:
    """Whether a host name means this computer itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
