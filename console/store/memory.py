"""Memory that was freed goes back to the system: the C library keeps it otherwise, for the next flood."""

import sys
from pathlib import Path
from typing import Final

GROWN: Final = 2 << 20  # bytes more than were held after the last time, from which on giving back is worth its while

if sys.platform == "linux":  # pragma: no branch - the other branch is not tried here
    _PAGE: Final = 4_096  # bytes; larger pages only mean that it is done more rarely
    _STATM: Final = Path("/proc/self/statm")

    class _Held:
        """How many bytes were held when memory was last given back."""

        after = 0

    def give_back() -> None:
        """Give back what is free, if what is held has grown; takes a few milliseconds at most, off the window."""
        if _held() < _Held.after + GROWN:
            return
        import ctypes  # noqa: PLC0415 -- no start needs it

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has not
        if trim is not None:  # pragma: no branch - as above
            trim(0)
        _Held.after = _held()

    def _held() -> int:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE

else:  # pragma: no cover - as above

    def give_back() -> None:
        """Nothing: these systems take back what is free by themselves."""
