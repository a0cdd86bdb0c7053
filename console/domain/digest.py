"""The digest: a short proof that two desks hold the same state at a moment (docs/wire.md, Digest)."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

from console.domain.words import Home

WHOLE: Final = frozenset((Home.MOD_MAIN, Home.MOD_UPDATES, Home.CASES))
TRAILING: Final = timedelta(hours=24)
_MODULUS: Final = 1 << 256


def added(sums: Iterable[bytes]) -> int:
    """The sum modulo 2^256 of 32-byte hashes (big-endian)."""
    return sum(int.from_bytes(one, "big") for one in sums) % _MODULUS


def subtracted(whole: int, sums: Iterable[bytes]) -> int:
    """A sum without some of the hashes in it."""
    return (whole - added(sums)) % _MODULUS


def digest(sums: Mapping[str, int], admins: Iterable[str]) -> str:
    """The whole digest as 64 hex digits, of the sums by channel id and the ids of the admins and owners."""
    lines = [f"{channel} {value:064x}" for channel, value in sums.items()]
    text = "".join(f"{line}\n" for line in (*sorted(lines), *sorted(admins)))
    return hashlib.sha256(text.encode()).hexdigest()


def shown(whole: str) -> str:
    """The digest as people compare it by eye: two groups of four."""
    return f"{whole[:4]}-{whole[4:8]}".upper()
