"""The command line: ``moderation-console``."""

import gc
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from typing_extensions import override

from console.running import run_to_end as _run
from console.running import settings_of as _settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--settings", "file", type=click.Path(path_type=Path, dir_okay=False), help="A settings file (TOML).")
@click.version_option(package_name="moderation-console", prog_name="moderation-console")
@click.pass_context
def main(context: click.Context, file: Path | None) -> None:
    """Chat queue, posting rules and shift roster side by side."""
    context.obj = file


@main.command()
@click.option("--with-parent", is_flag=True, hidden=True, help="Close when standard input ends.")
def run(with_parent: bool) -> None:
    """Open the console."""
    gc.disable()  # what a start brings is no garbage; the app looks for some from its first paint on
    from console.app import open_window  # noqa: PLC0415 -- the other commands need no Qt

    sys.exit(open_window(_settings(), os.environ, with_parent=with_parent))


@main.command()
@click.option("--as", "who", default="A. Novak", show_default=True, help="Whose desk.")
@click.option("--desks", default=1, type=click.IntRange(1, 8), show_default=True, help="How many desks to open.")
@click.option("--seed", default=1, show_default=True, help="Another seed is another night.")
@click.option("--speed", default=1.0, type=click.FloatRange(0.1, 120), show_default=True, help="Up to 120.")
@click.option("--start", default="02:14", show_default=True, help="When in the night the clock begins, HH:MM.")
@click.option(
    "--date", default="2026-11-19", show_default=True, metavar="YYYY-MM-DD", help="On which the night begins."
)
@click.option("--offscreen", is_flag=True, help="Without a display: tell what the panes show, and end.")
@click.option("--seconds", default=20.0, show_default=True, help="How long --offscreen runs.")
@click.option("--picture", type=click.Path(path_type=Path, dir_okay=False), help="Where --offscreen puts a picture.")
def practice(  # noqa: PLR0917 -- click hands options over by name
    who: str,
    desks: int,
    seed: int,
    speed: float,
    start: str,
    date: str,
    offscreen: bool,
    seconds: float,
    picture: Path | None,
) -> None:
    """Play a made-up night in a practice workspace on this computer, and open the console on it."""
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from console.training import Night, play  # noqa: PLC0415 -- the other commands need no Qt

    night = Night(who, desks, seed, speed, start, date, seconds if offscreen else None, picture)
    sys.exit(play(_settings(), night))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--follow", is_flag=True, help="Go on: one JSON line for each change.")
@click.option("--offline", is_flag=True, help="What the cache holds, without asking Slack.")
def state(as_json: bool, follow: bool, offline: bool) -> None:
    """Print the desk without a window."""
    from console import commands  # noqa: PLC0415 -- a --version or --help need not wait for it

    _run(lambda settings: commands.state(settings, os.environ, as_json=as_json, follow=follow, offline=offline))


class _Actions(click.Group):
    """Makes its commands when the first of them is asked for: there are many, and a window needs none."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        self._make()
        return super().list_commands(ctx)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._make()
        return super().get_command(ctx, cmd_name)

    def _make(self) -> None:
        if self.commands:
            return
        from console.verbs import ACTIONS  # noqa: PLC0415 -- as said

        for name, (about, takes) in ACTIONS.items():
            everywhere: list[click.Parameter] = [
                click.Option(["--json", "as_json"], is_flag=True, help="One JSON object."),
                click.Option(["--no-wait"], is_flag=True, help="Leave it in the outbox."),
            ]
            self.add_command(
                click.Command(name, params=[*takes, *everywhere], callback=partial(_done, name), help=about)
            )


@main.group(cls=_Actions)
def do() -> None:
    """Do something at the desk: decided, sent, and told what became of it.

    A CHAT is an id or an alias, a PERSON an id or a name, a RULE an id or its number, a TASK an id or a title. Ends
    with 0 when it stands, with 3 when it was refused or somebody else was first, with 4 when it is kept because Slack
    cannot be reached.
    """


def _done(action: str, as_json: bool, no_wait: bool, **given: Any) -> None:
    from console import commands  # noqa: PLC0415 -- a --help need not wait for it

    if "shifts" in given:
        from console import rosters  # noqa: PLC0415 -- as above

        file = given["shifts"]
        _run(
            lambda settings: rosters.import_(
                settings, os.environ, file, publish=True, wait=not no_wait, as_json=as_json
            )
        )
    if "file" in given:
        from console.rulebook import typed_rule  # noqa: PLC0415 -- the same

        rule = typed_rule(given.pop("file"), given.pop("text", ""), tried=action == "publish-rule")
        given = {**given, "publish": rule}
    if action in ("flag-case", "update-case"):
        about: dict[str, Any] = {name: given.pop(name) for name in ("chat", "case", "why", "outside") if name in given}
        flag = {name: value for name, value in given.items() if value}
        given = {**about, "flag": {"risk": flag.pop("level", None), **flag}}
    if action == "assess-case":
        given = {"case": given["case"], "assessment": given}
    wish = commands.wish_of(action, wait=not no_wait, **given)
    _run(lambda settings: commands.do(settings, os.environ, wish, as_json=as_json))


@main.group()
def rules() -> None:
    """The posting rules as a file that can be kept and reviewed."""


@rules.command("export")
@click.option("--all", "every", is_flag=True, help="Also what is withdrawn or over.")
def rules_export(every: bool) -> None:
    """Print the posting rules in force, and those from later on, as TOML."""
    from console import rulebook  # noqa: PLC0415 -- as above

    _run(lambda settings: rulebook.export(settings, os.environ, every=every))


@rules.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--publish", is_flag=True, help="Publish what differs, as you.")
@click.option("--reason", default="", help="Why, where an example fails.")
def rules_import(file: Path, publish: bool, reason: str) -> None:
    """Show what a file of rules would change, word by word; publish it only with --publish."""
    from console import rulebook  # noqa: PLC0415 -- as above

    _run(lambda settings: rulebook.import_(settings, os.environ, file, publish=publish, reason=reason))


@main.command()
@click.option(
    "--from", "since", default="", metavar="DAY", help="2026-11-22, or 2026-11-22 22:00; else 24 hours before."
)
@click.option("--to", "until", default="", metavar="DAY", help="Up to then; else up to now.")
@click.option("--csv", "as_csv", is_flag=True, help="A figure on each line, for spreadsheets.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def figures(since: str, until: str, as_csv: bool, as_json: bool) -> None:
    """Print a stretch of time in figures: waits, answers, decisions, cases, and what you had to do with."""
    from console import measuring  # noqa: PLC0415 -- a --help need not wait for it

    _run(
        lambda settings: measuring.show(settings, os.environ, since=since, until=until, as_csv=as_csv, as_json=as_json)
    )


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list, with every version.")
def templates(as_json: bool) -> None:
    """Print the wordings for members: the version that counts, who set it, and how often each was used."""
    from console import wordbook  # noqa: PLC0415 -- a --help need not wait for it

    _run(lambda settings: wordbook.show(settings, os.environ, as_json=as_json))


@main.group()
def handover() -> None:
    """What passes to the next shift, and whether both desks hold the same state."""


@handover.command("show")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def handover_show(as_json: bool) -> None:
    """Print where the handover of the moment stands."""
    from console import handbook  # noqa: PLC0415 -- a --help need not wait for it

    _run(lambda settings: handbook.show(settings, os.environ, as_json=as_json))


@handover.command("since")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def handover_since(as_json: bool) -> None:
    """Print what changed since you were last here, the worst first."""
    from console import handbook  # noqa: PLC0415 -- a --help need not wait for it

    _run(lambda settings: handbook.show(settings, os.environ, as_json=as_json, since=True))


@main.group()
def roster() -> None:
    """The shifts: shown, held against a file, published from it."""


@roster.command("show")
def roster_show() -> None:
    """Print the shifts from now on, what is missing, and who is planned twice at once."""
    from console import rosters  # noqa: PLC0415 -- as above

    _run(lambda settings: rosters.show(settings, os.environ))


@roster.command("export")
def roster_export() -> None:
    """Print your own shifts as a calendar (iCalendar)."""
    from console import rosters  # noqa: PLC0415 -- as above

    _run(lambda settings: rosters.export(settings, os.environ))


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--publish", is_flag=True, help="Publish what differs, as you.")
@click.option("--days", default=56, type=click.IntRange(1, 366), show_default=True, help="How far a calendar is read.")
def roster_import(file: Path, publish: bool, days: int) -> None:
    """Show what a roster (CSV or iCalendar) would change; publish it only with --publish.

    Lines that cannot be used are named with the reason, and the others are kept; then it ends with 3.
    """
    from console import rosters  # noqa: PLC0415 -- as above

    _run(lambda settings: rosters.import_(settings, os.environ, file, publish=publish, days=days))


@main.command()
@click.option("--rules", type=click.Path(path_type=Path, dir_okay=False), help="A file of rules (TOML).")
def screen(rules: Path | None) -> None:
    """Screen texts: JSON lines in, and for each a JSON line of the rules it touches out.

    Without --rules by the rules in force at this desk. Ends with 3 when some lines could not be screened.
    """
    from console import screening  # noqa: PLC0415 -- as above

    def say(line: bytes) -> None:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that begins it in the background ignores it
    try:
        code = screening.screen(_settings(), os.environ, rules, sys.stdin.buffer, say)
    except BrokenPipeError:  # whoever read the answers has enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


@main.command()
@click.argument("case")
@click.option("--bundle", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A new file.")
@click.option("--with-words", is_flag=True, help="With what is told of members.")
def case(case: str, file: Path, with_words: bool) -> None:
    """Write all that touched a CASE (an id or an alias) into one file that proves itself (ZIP: a page, and JSON)."""
    from console import casebook  # noqa: PLC0415 -- a --help need not wait for it

    _run(lambda settings: casebook.bundle(settings, os.environ, case, file, words=with_words))


@main.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def search(words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find words in everything that this desk keeps, the newest first; the last word may be unfinished."""
    from console import record  # noqa: PLC0415 -- as above

    _run(lambda settings: record.search(settings, os.environ, " ".join(words), limit=limit, as_json=as_json))


@main.group("record", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, which `record verify` can check.")
@click.pass_context
def record_(context: click.Context, as_json: bool) -> None:
    """Every event in the order of the log, each with the hash of the one before it; without anybody's words."""
    if context.invoked_subcommand is None:
        from console import record  # noqa: PLC0415 -- as above

        _run(lambda settings: record.record(settings, os.environ, as_json=as_json))


@record_.command("verify")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def record_verify(file: Path) -> None:
    """Check a record printed with --json, or a case's bundle: that it was not changed, and this desk holds the same.

    Ends with 3 when it was changed, or when this desk holds something else.
    """
    from console import casebook  # noqa: PLC0415 -- as above

    _run(lambda settings: casebook.verify(settings, os.environ, file))


@main.command("sign-in")
def sign_in() -> None:
    """Keep your Slack tokens in this computer's keychain, after checking them."""
    from console import commands  # noqa: PLC0415 -- as above

    user = os.environ.get(commands.USER_TOKEN) or click.prompt("User token (xoxp-…)", hide_input=True)
    app = os.environ.get(commands.APP_TOKEN) or click.prompt(
        "App-level token (xapp-…), empty to do without", hide_input=True, default="", show_default=False
    )
    _run(lambda settings: commands.sign_in(settings, user.strip(), app.strip()))


@main.command("sign-out")
def sign_out() -> None:
    """Forget the Slack tokens; the cache stays."""
    import asyncio  # noqa: PLC0415 -- as above

    from console import commands  # noqa: PLC0415 -- as above

    sys.exit(asyncio.run(commands.sign_out()))


@main.command()
def doctor() -> None:
    """Look at everything the console needs, and say what to do."""
    from console import commands  # noqa: PLC0415 -- as above

    _run(lambda settings: commands.doctor(settings, os.environ))


@main.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def wipe(yes: bool) -> None:
    """Forget this desk: the cache's key, then the cache."""
    from console import commands  # noqa: PLC0415 -- as above

    settings = _settings()
    if not yes:
        click.confirm(
            f"Forget the key and the cache at {settings.cache.path}? What is in Slack stays there; "
            "drafts on this desk are lost.",
            abort=True,
        )
    _run(lambda settings: commands.wipe(settings, os.environ))


if __name__ == "__main__":
    main()
