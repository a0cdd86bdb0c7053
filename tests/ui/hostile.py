"""Texts that have been used to make a window do what it should not; every widget is given all of them."""

from typing import Final

CANARY: Final = "/tmp/hostile-canary"  # noqa: S108 -- a name to look for, nothing is ever there
HOST: Final = "hostile.invalid"

TEXTS: Final[tuple[str, ...]] = (
    f'<img src="file://{CANARY}.png">',
    f'<html><body><img src="{CANARY}.svg"></body></html>',
    f'<img src="http://{HOST}/a.png"><b>bold</b>',
    f"<img src='\\\\{HOST}\\share\\a.png'>",
    f'<table background="{CANARY}.gif"><tr><td>cell</td></tr></table>',
    f"<style>@import url('{CANARY}.css'); * {{ background: url({CANARY}.png) }}</style><p>styled</p>",
    f'<a href="file://{CANARY}">click</a> <a href="javascript:alert(1)">x</a>',
    f"<file://{CANARY}|the posting rules>",
    f"<https://example.org@{HOST}/login|https://example.org>",
    f"<http://{HOST}/?q=|http://nhs.uk/help>",
    "<javascript:alert(1)|open>",
    f"\\\\{HOST}\\share\\file.txt and //{HOST}/share",
    f"qrc:/{CANARY} data:image/png;base64,iVBORw0KGgo= file://{HOST}/x",
    "<!doctype html><h1>Title</h1><marquee>moving</marquee>",
    "&lt;img src=x&gt; &amp;lt;b&amp;gt; &#60;b&#62; &nbsp;",
    "\u202egnp.txt\u202c \u2066\u2067right to left\u2069 \u200fmark",
    "\u202e" * 500 + "abc",
    "A" * 40_000,
    "word " * 8_000,
    "\n" * 5_000 + "far down",
    "*" * 5_000 + "_" * 5_000 + "~" * 5_000,
    "*_~" * 3_000 + "deep" + "~_*" * 3_000,
    "<" * 10_000,
    "<@" * 5_000 + ">" * 5_000,
    "`" * 9_999,
    "```" + "code\n" * 2_000,
    ":" * 10_000,
    ":smile:" * 2_000,
    "(" * 5_000 + ")" * 5_000,
    "<b>" * 5_000 + "deep" + "</b>" * 5_000,
    "e" + "\u0301" * 5_000 + " piled",
    "null \x00 bell \x07 escape \x1b[31m delete \x7f backspace \x08",
    "a\u2028b\u2029c\x85d\re\r\nf\x0bg\x0ch",
    "lone \ud800 half and tag \U000e0041\U000e0042",
    "&Take &&amp; &x mnemonic && shortcut\tCtrl+Q",
    "%1 %n %s {0} {name} $HOME `id` $(id) ; rm -rf /",
    "مرحبا שלום हिन्दी 日本語 ไทย 👩‍👩‍👧‍👦 🏳️‍🌈",
    "\u200b\u200c\u200d\ufeff",
    "",
    "   ",
)
