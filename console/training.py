"""A practice night with desks on it: for training, for the first start, and for a look without a display."""

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import msgspec

from console.app import App, Means, run
from console.keychain import CACHE_KEY_VARIABLE
from console.practice.people import NIGHT_STAFF, Staff, find_person
from console.practice.remote import NotStarted, Practice, clock_of, started
from console.settings import Settings, Slack
from console.station import APP_TOKEN, USER_TOKEN

_PATIENCE: Final = 10.0  # seconds for another desk to close
_HEADINGS: Final = {"queue": "Chat queue", "rules": "Posting rules", "roster": "Shift roster", "status": "Status"}


@dataclass(frozen=True, slots=True)
class Night:
    """Which practice night: whose desk, how many, how it begins, and for how long without a display (seconds)."""

    who: str
    desks: int
    seed: int
    speed: float
    start: str
    date: str
    seconds: float | None = None
    picture: Path | None = None


def play(settings: Settings, night: Night) -> int:
    """Start a practice workspace and open the desks on it; the exit code when the first one is closed."""
    arguments = ["--seed", str(night.seed), "--speed", str(night.speed), "--start", night.start, "--date", night.date]
    try:
        people = list(dict.fromkeys((find_person(night.who), *NIGHT_STAFF)))[: night.desks]
        for person in people:
            arguments += ["--as", person.name]
        with started(arguments) as practice, tempfile.TemporaryDirectory(prefix="moderation-console-") as folder:
            means = [_means(settings, practice, person, Path(folder)) for person in people]
            others = [_begin(one) for one in means[1:]]
            try:
                return _desk(means[0], night)
            finally:
                for other in others:
                    other.terminate()
                for other in others:
                    _end(other)
    except (NotStarted, LookupError) as error:
        click.echo(str(error), err=True)
        return 1


def _means(settings: Settings, practice: Practice, person: Staff, folder: Path) -> Means:
    """What a desk on the practice workspace is opened with; it needs no keychain, its cache is thrown away."""
    replace = msgspec.structs.replace
    cache = replace(settings.cache, path=folder / person.id / "cache.db")
    environment = {
        **os.environ,
        USER_TOKEN: person.user_token,
        APP_TOKEN: person.app_token,
        CACHE_KEY_VARIABLE: secrets.token_hex(32),
    }
    return Means(
        replace(settings, slack=Slack(practice.api_url), channels={}, cache=cache),
        environment,
        asyncio.run(clock_of(practice.api_url)),
        title=f"Practice — {person.name}",
    )


def _begin(means: Means) -> "subprocess.Popen[bytes]":
    """One more desk, in a process of its own."""
    folder = means.settings.cache.path.parent
    folder.mkdir(parents=True)
    file = folder / "settings.toml"
    window = means.settings.window
    lines = [
        f"[slack]\napi_url = {json.dumps(means.settings.slack.api_url)}",
        f"[cache]\npath = {json.dumps(str(means.settings.cache.path))}",
        f"[window]\ntheme = {json.dumps(window.theme)}\ntext_percent = {window.text_percent}",
        f"zone = {json.dumps(window.zone)}",
        "[window.keys]",
        *(f"{json.dumps(name)} = {json.dumps(keys)}" for name, keys in window.keys.items()),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "console", "--settings", str(file), "run", "--with-parent"]
    return subprocess.Popen(command, env=dict(means.environment), stdin=subprocess.PIPE)  # noqa: S603 -- our own program


def _end(desk: "subprocess.Popen[bytes]") -> None:
    try:
        desk.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        desk.kill()
        desk.wait()


def _desk(means: Means, night: Night) -> int:
    async def beside(app: App) -> None:
        if night.seconds is not None:
            await _look(app, night)

    return run(msgspec.structs.replace(means, beside=beside))


async def _look(app: App, night: Night) -> None:
    """Let the desk run for a while, tell what its panes show, make a picture, and close it."""
    await asyncio.sleep(night.seconds or 0)
    said = app.window.said()
    for pane, heading in _HEADINGS.items():
        click.echo(f"\n{heading.upper()}")
        for line in said[pane]:
            click.echo(f"  {line}")
    picture = night.picture or Path(tempfile.gettempdir()) / "moderation-console-desk.png"
    if not app.window.grab().save(str(picture)):
        click.echo(f"The picture could not be written to {picture}.", err=True)
    else:
        click.echo(f"\nPicture of the window: {picture}")
    app.window.close_wished.emit()
