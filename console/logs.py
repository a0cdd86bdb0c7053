"""The log file: JSON lines of what happened to the program, and never of what anybody wrote."""

import json
import logging
import logging.handlers
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from typing_extensions import override

# The only extra fields that may be written. None of them can hold a member's words.
ALLOWED: Final = ("task", "kind", "where", "channel", "method", "status", "seconds", "count", "attempt", "fault")

# These log whole bodies, addresses with tickets, or headers with tokens when they are let.
_HERE: Final = str(Path(__file__).parent) + os.sep

QUIET: Final = ("slack_sdk", "aiohttp", "asyncio", "keyring", "urllib3", "qasync")


class Lines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the allowed fields.

    Of an exception only its kind and place are kept: its text may quote what somebody wrote.
    """

    @override
    def format(self, record: logging.LogRecord) -> str:
        # By the place of the call, not by the logger's name: slack_sdk is lent one of ours.
        ours = record.pathname.startswith(_HERE)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            # Our own messages are constants. What others say may quote a payload: a form to be filled in is one, too,
            # and stays unfilled; of a finished sentence only the place stays.
            "message": record.getMessage() if ours else str(record.msg) if record.args else "",
        }
        if not ours:
            line["where"] = f"{record.module}:{record.lineno}"
        line |= {name: getattr(record, name) for name in ALLOWED if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["kind"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace is not None:
                line["where"] = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
                trace = trace.tb_next
        return json.dumps(line, ensure_ascii=True, default=str)


def begin(file: Path | None) -> None:
    """Write the log to a file (at most 4 MB, readable by its owner only); nowhere when there is none.

    A folder in which nothing can be written is told by the cache, which stands in the same one.
    """
    handler: logging.Handler = logging.NullHandler()
    if file is not None:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.touch(mode=0o600, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(file, maxBytes=2_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
