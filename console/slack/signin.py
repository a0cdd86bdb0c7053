"""Signing in: whether pasted tokens are good, and for whom."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from console.clock import Clock
from console.slack.client import Client, is_loopback
from console.slack.jsontext import utf8
from console.slack.trouble import ODD, Later, Trouble

# What a desk does, and the right that Slack wants for it (packaging/slack-manifest.yaml asks for the same).
NEEDED: Final = {
    "channels:read": "find the channels",
    "groups:read": "find the private channel of the cases",
    "channels:history": "read the channels",
    "groups:history": "read the private channel of the cases",
    "users:read": "know who people are and who is an admin",
    "chat:write": "write what you do",
    "metadata.message:read": "read what other desks wrote",
}
_PATIENCE: Final = 30.0  # seconds: somebody sits there and waits


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The tokens are good: who one is, and in which workspace. ``lacks`` are sentences about what will not work."""

    person: str
    name: str
    workspace: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """The tokens are not good; a sentence says why. ``again`` when the same may work later."""

    why: str
    again: bool = False


def trusted(api_url: str) -> bool:
    """Whether tokens may be sent there: only over https, or to this computer itself."""
    try:
        parts = urlsplit(api_url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


async def sign_in(api_url: str, user_token: str, app_token: str, clock: Clock) -> SignedIn | NotSignedIn:
    """Check both tokens with Slack; the app's may be empty, then the desk asks instead of being told."""
    if not trusted(api_url):
        return NotSignedIn("Slack's address must begin with https:// (plain http is only for this computer itself).")
    user_token, app_token = user_token.strip(), app_token.strip()
    if why := _mistaken(user_token, app_token):
        return NotSignedIn(why)
    async with Client(user_token, api_url, clock) as client:
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await client.ask("auth.test", http_verb="POST")
                if app_token:
                    try:
                        await client.ask("apps.connections.open", http_verb="POST", token=app_token)
                    except Trouble as trouble:
                        again = isinstance(trouble, Later)
                        return NotSignedIn(f"The app token does not work: {trouble.why}", again)
        except TimeoutError:
            return NotSignedIn("Slack takes too long to answer. Please try again.", again=True)
        except Trouble as trouble:
            return NotSignedIn(trouble.why, isinstance(trouble, Later))
    words = [answer.data.get(key) for key in ("user_id", "user", "team")]
    person, name, workspace = (utf8(word) if isinstance(word, str) else "" for word in words)
    if not person:
        return NotSignedIn("What answers at Slack's address does not say who this token belongs to.")
    return SignedIn(person, name or person, workspace, tuple(_lacks(answer.scopes)))


async def whose(client: Client) -> tuple[str, str, datetime | None]:
    """The ids of the person and the workspace that a client's token belongs to, and Slack's time.

    Raises Later or Never.
    """
    answer = await client.ask("auth.test", http_verb="POST")
    person, workspace = answer.data.get("user_id"), answer.data.get("team_id")
    if not isinstance(person, str) or not isinstance(workspace, str) or not person:
        raise Later(30, ODD, "odd")
    return utf8(person), utf8(workspace), answer.asked_at


def _mistaken(user_token: str, app_token: str) -> str:
    """What was probably pasted into the wrong place."""
    if not user_token.isascii() or not app_token.isascii() or any(c.isspace() for c in user_token + app_token):
        return "A token is one word of plain letters, digits and dashes. Please copy it again."
    if not user_token:
        return "The token of the person is missing; it begins with xoxp-."
    if user_token.startswith("xapp-"):
        return "That is the app's token. The person's own begins with xoxp-."
    if user_token.startswith("xoxb-"):
        return "That is a bot's token. A desk acts as its person, whose token begins with xoxp-."
    if app_token and not app_token.startswith("xapp-"):
        return "The app's token begins with xapp-."
    return ""


def _lacks(scopes: Iterable[str] | None) -> list[str]:
    if scopes is None:  # Slack did not say
        return []
    held = set(scopes)
    return [f"The app lacks the right “{scope}”, to {why}." for scope, why in NEEDED.items() if scope not in held]
