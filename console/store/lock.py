"""One process owns a cache: a lock on a file that stands beside it."""

import os
import sys
from pathlib import Path

from console.store.cipher import fault_of
from console.store.faults import InUse


class Lock:
    """Held from construction until ``release``, or until the process ends, however it ends.

    Raises InUse when another process (or another Lock here) holds it.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as error:
            raise fault_of(error) or error from error
        try:
            _hold(self._file)
        except OSError as error:
            os.close(self._file)
            raise InUse from error

    def release(self) -> None:
        """Let another process own the cache; the file itself stays, so that nobody locks a file that is gone."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


if sys.platform == "win32":  # pragma: no cover - the other branch is the one tried here
    import msvcrt

    def _hold(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
