"""One action as the message that Slack is given, and how that message is known again among others."""

from collections.abc import Mapping
from typing import Any, Final

from console.domain.pending import Answer, Pending
from console.slack.carriers import BLOCK_LIMIT, TEXT_LIMIT, TooLong, blocks_of, carried
from console.slack.wire import metadata_of, ts_of

REPLY: Final = "mc-reply:"  # of the block that carries the id of an ordinary reply
_ENTITY: Final = 5  # characters of the longest of Slack's three, without its semicolon: none is cut in two


def letter_of(pending: Pending, channel: str, *, metadata: bool) -> dict[str, Any]:
    """The arguments of ``chat.postMessage``, with both carriers or (without ``metadata``) the blocks alone.

    Raises TooLong when Slack could not hold it.
    """
    letter: dict[str, Any] = {
        "channel": channel,
        "text": pending.text,
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if isinstance(pending.event, Answer):
        ask = pending.event.ask
        return letter | {"channel": ask.channel, "thread_ts": ts_of(ask.at), "blocks": _reply_blocks(pending)}
    carrier = metadata_of(pending.event, pending.id, pending.acted_at)
    letter["blocks"] = blocks_of(carrier, pending.text)
    return letter | ({"metadata": carrier} if metadata else {})


def unsayable(pending: Pending) -> str:
    """Why an action could never become a message, in a sentence for the screen; empty when it can."""
    try:
        letter_of(pending, "", metadata=True)
    except TooLong as error:
        return str(error)
    return ""


def id_in(raw: Mapping[str, Any]) -> str:
    """The id of the action that a message carries, by either carrier; empty when it is none of ours."""
    blocks = raw.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(block_id, str) and block_id.startswith(REPLY):
            return block_id.removeprefix(REPLY)
    carrier = carried(raw)
    payload = carrier.get("event_payload") if isinstance(carrier, Mapping) else None
    id = payload.get("id") if isinstance(payload, Mapping) else None
    return id if isinstance(id, str) else ""


def _reply_blocks(pending: Pending) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": part}} for part in _parts(pending.text)
    ]
    if len(blocks) > BLOCK_LIMIT:
        raise TooLong("This is too long for one message in Slack. Please shorten it.")
    blocks[0]["block_id"] = f"{REPLY}{pending.id}"
    return blocks


def _parts(text: str) -> list[str]:
    """A text in pieces that fit into one section each; none of Slack's entities is cut."""
    parts = []
    while len(text) > TEXT_LIMIT:
        ampersand = text.rfind("&", TEXT_LIMIT - _ENTITY, TEXT_LIMIT)
        cut = TEXT_LIMIT if ampersand < 0 else ampersand
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text or " "]
