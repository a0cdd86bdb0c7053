"""Memory that was freed goes back to the system: the C library keeps it otherwise, for the next flood."""

import sys
import time
from typing import Final

PAUSE: Final = 3.0  # seconds between two times: a desk at rest writes every second or two, and frees next to nothing

if sys.platform == "linux":  # pragma: no branch - the other branch is not tried here

    class _Last:
        """When memory was last given back, by the monotonic clock."""

        at = -PAUSE

    def give_back() -> None:
        """Give back what is free, unless that was just done; takes a few milliseconds at most, off the window."""
        if time.monotonic() < _Last.at + PAUSE:
            return
        import ctypes  # noqa: PLC0415 -- no start needs it

        _Last.at = time.monotonic()
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has not
        if trim is not None:  # pragma: no branch - as above
            trim(0)

else:  # pragma: no cover - as above

    def give_back() -> None:
        """Nothing: these systems take back what is free by themselves."""
