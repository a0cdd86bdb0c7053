"""What somebody writes: whether it is there, and short enough for those who read it and for one message."""

import json
from typing import Final

from console.domain.actions import Refusal

TEXT_LIMIT: Final = 3_000  # characters of a note or a question; longer ones are unreadable on every desk
SENT_LIMIT: Final = 11_000  # what they may take as ASCII JSON: 50 blocks carry 12,250 with all the rest (docs/wire.md)


def given(text: str) -> str | None:
    """The words without spaces around them; None when there are none."""
    return text.strip() or None


def said(text: str, what: str) -> Refusal | None:
    """Why something that needs words cannot be: there are none, or too many."""
    return short(text) if text.strip() else Refusal(f"The {what} is empty.")


def short(text: str) -> Refusal | None:
    """Why a text is too long: for those who read it, or for one message (letters beyond ASCII take six there)."""
    text = text.strip()
    if len(text) > TEXT_LIMIT:
        return Refusal(f"This is too long: {len(text):,} characters of at most {TEXT_LIMIT:,}.")
    taken = len(json.dumps(text))
    if taken > SENT_LIMIT:
        about = len(text) * SENT_LIMIT // taken // 100 * 100
        return Refusal(f"This is too long for one message in Slack. Please shorten it to about {about:,} characters.")
    return None
