"""The seal beside an encrypted file: which file and which key belong together, so that an emptied file is noticed."""

import hashlib
import hmac
import json
import os
from pathlib import Path
from typing import Self

import msgspec


class Seal(msgspec.Struct, frozen=True):
    """``file`` also stands inside the encrypted file; ``key_id`` names the key without telling it.

    ``check`` is the key's own signature over ``file``: a damaged seal is no seal.
    """

    file: str
    key_id: str
    check: str

    @classmethod
    def new(cls, key: bytes, file: str = "") -> Self:
        """A seal for a new file (or one whose name is known)."""
        file = file or os.urandom(16).hex()
        return cls(file, key_id_of(key), _signed(key, file))

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The seal that stands at the path; None when there is none, or what stands there is none."""
        try:
            found = json.loads(path.read_bytes())
            return cls(str(found["file"]), str(found["key_id"]), str(found["check"]))
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def keep(self, path: Path) -> None:
        """Write the seal so that after a power cut it is there whole, or not at all."""
        draft = path.with_name(path.name + ".new")
        text = json.dumps({"file": self.file, "key_id": self.key_id, "check": self.check}, indent=1)
        with draft.open("w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def fits(self, key: bytes) -> bool:
        """Whether the key is the one this seal was made with, and the seal is whole."""
        return hmac.compare_digest(self.check, _signed(key, self.file))


def key_id_of(key: bytes) -> str:
    """A name for a key that tells nothing of it."""
    return _signed(key, "key id")[:16]


def _signed(key: bytes, text: str) -> str:
    return hmac.new(key, b"moderation-console seal " + text.encode(), hashlib.sha256).hexdigest()
