"""Encrypted SQLite: how a file is opened with its key, and what its errors mean."""

import errno
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import sqlcipher3
import sqlcipher3.dbapi2

from console.store.faults import Damaged, DiskFull, DiskTrouble, Fault, ReadOnly

if TYPE_CHECKING:
    from sqlite_utils import Database

# sqlite-utils asks for pysqlite3 before sqlite3; under that name it finds the encrypted one (a test asserts it).
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

# For each value of a type that is none of SQLite's own, sqlcipher3 asks around how it is written, which takes 1 µs and
# fails for these; told beforehand it is a fourth of that.
_PLAIN: Final[Mapping[type, Callable[[Any], Any]]] = {bytes: bytes, bool: int, type(None): lambda _none: None}
for _type, _written in _PLAIN.items():
    sqlcipher3.dbapi2.register_adapter(_type, _written)

Error = sqlcipher3.dbapi2.Error
Connection: TypeAlias = Any  # sqlcipher3 ships no types; this is its dbapi2.Connection

BUSY_MILLISECONDS: Final = 1_500  # so that a file somebody else holds is a fault within two seconds

_FAULTS: Final[dict[int, type[Fault]]] = {
    5: DiskTrouble,  # BUSY
    8: ReadOnly,  # READONLY
    10: DiskTrouble,  # IOERR
    11: Damaged,  # CORRUPT
    13: DiskFull,  # FULL
    14: ReadOnly,  # CANTOPEN
    26: Damaged,  # NOTADB
}


def connect(path: Path, key: bytes, *, reading_only: bool = False) -> Connection:
    """A connection to an encrypted file, in autocommit mode, that may be used from any one thread at a time.

    Nothing is read from the file yet, so a wrong key is not noticed here.
    """
    address = path.absolute().as_uri() + ("?mode=ro" if reading_only else "")
    connection = sqlcipher3.dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")  # or it writes to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def tables(connection: Connection) -> "Database":
    """The same connection as sqlite-utils sees it.

    Imported here and not above: it takes longer than the first paint may, and is needed for migrations only.
    """
    from sqlite_utils import Database  # noqa: PLC0415 -- as said

    return Database(connection, execute_plugins=False)


def fault_of(error: BaseException) -> Fault | None:
    """The fault behind an error of the database or of the system; None when it is a bug of ours."""
    if isinstance(error, Fault):
        return error
    kind: type[Fault] | None = None
    if isinstance(error, Error):
        kind = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    elif isinstance(error, OSError):
        kind = {errno.ENOSPC: DiskFull, errno.EDQUOT: DiskFull, errno.EIO: DiskTrouble}.get(error.errno or 0, ReadOnly)
    if kind is None:
        return None
    fault = kind()
    fault.__cause__ = error
    return fault
