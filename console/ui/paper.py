"""What goes on paper: the manner of a page that is saved, and other people's words in it, harmless."""

from html import escape
from typing import Final

from console.ui.text import neutral

LIMIT: Final = 2_000  # characters of one part of a line
STYLE: Final = """
body { font-family: sans-serif; color: #111; background: #fff; max-width: 48em; margin: 2em auto; padding: 0 1em }
h2 { margin-top: 1.2em } h3 { margin-bottom: 0.2em } td, th { text-align: left; padding: 2px 12px 2px 0 }
p { white-space: pre-line; margin-top: 0 } @media print { h3, tr, img { break-inside: avoid } }
"""


def safe(text: str, limit: int = LIMIT) -> str:
    """A text that is nothing but text wherever it stands in a page."""
    return escape(neutral(text, limit))


def page(title: str, head: str, body: str, style: str = "") -> str:
    """A whole page that needs nothing else; ``head`` and ``body`` are HTML."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{safe(title)}</title>'
        f"<style>{STYLE}{style}</style></head><body><h1>{safe(title)}</h1><p>{head}</p>{body}</body></html>"
    )
