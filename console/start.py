"""The command as it is installed: a window is opened at once, and all other words go to the command line."""

import gc
import os
import sys
from pathlib import Path


def main() -> None:
    """Open the console, or do what the command line says."""
    match sys.argv[1:]:
        case ["run"]:
            _open(None)
        case ["--settings", file, "run"]:
            _open(Path(file))
        case _:
            pass
    from console.__main__ import main as command_line  # noqa: PLC0415 -- click takes longer than the first page

    command_line()


def _open(file: Path | None) -> None:
    """Open the console and end with it; comes back where the command line has something to say about the settings."""
    gc.disable()  # as the command line does
    from console import settings as settings_file  # noqa: PLC0415 -- as above

    try:
        settings = settings_file.load(file)
    except settings_file.Unusable:
        gc.enable()
        return
    from console.app import open_window  # noqa: PLC0415 -- as above

    sys.exit(open_window(settings, os.environ))
