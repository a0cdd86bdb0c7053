"""Memory that was freed goes back to the system: the C library keeps it otherwise, for the next flood."""

import sys

if sys.platform == "linux":  # pragma: no branch - the other branch is not tried here

    def give_back() -> None:
        """Give back what is free; takes a few milliseconds at most, and other threads go on meanwhile."""
        import ctypes  # noqa: PLC0415 -- no start needs it

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has not
        if trim is not None:  # pragma: no branch - as above
            trim(0)

else:  # pragma: no cover - as above

    def give_back() -> None:
        """Nothing: these systems take back what is free by themselves."""
