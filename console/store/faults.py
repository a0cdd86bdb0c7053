"""The faults of the world that meet the cache: each has a name, a sentence, and a way on."""

from enum import StrEnum
from typing import ClassVar


class Way(StrEnum):
    """What a person can do about a fault."""

    REBUILD = "rebuild"  # read everything from Slack anew; the old file is kept aside
    GIVE_KEY = "give key"  # bring back the key, or rebuild
    MAKE_ROOM = "make room"  # free space on the disk; the console tries again by itself
    ALLOW_WRITING = "allow writing"  # let the console write in its folder, or choose another one
    UPDATE = "update"  # install the newer console
    SET_CLOCK = "set clock"  # set the computer's clock
    RAISE = "raise"  # go to the window that is already open
    TRY_AGAIN = "try again"  # it may have passed


class Fault(Exception):
    """The cache cannot be used as it is; ``str()`` is a sentence for the screen, ``way`` says how it goes on.

    The sentence never holds a member's words.
    """

    sentence: ClassVar[str] = "The cache cannot be used."
    way: ClassVar[Way] = Way.TRY_AGAIN

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class WrongKey(Fault):
    """The key is whole, but another one than the cache was made with."""

    sentence = (
        "This computer's key does not open the cache; it was made with another one. "
        "Bring the old key back, or rebuild the cache from Slack."
    )
    way = Way.GIVE_KEY


class MissingKey(Fault):
    """There is a cache, and no key."""

    sentence = (
        "The key of the cache is not in this computer's keychain any more. "
        "Bring it back, or rebuild the cache from Slack."
    )
    way = Way.GIVE_KEY


class Damaged(Fault):
    """The file is not what was written: bits changed, it was cut, emptied or taken away."""

    sentence = (
        "The cache on this computer is damaged. It can be rebuilt from Slack; "
        "the damaged file is kept aside and nothing in Slack is touched."
    )
    way = Way.REBUILD


class DiskFull(Fault):
    """There is no room for what came in."""

    sentence = (
        "The disk is full, so new messages cannot be kept. Make some room; "
        "the console tries again by itself and nothing is lost."
    )
    way = Way.MAKE_ROOM


class ReadOnly(Fault):
    """The folder or the file may not be written."""

    sentence = (
        "The console may not write in the folder of its cache. "
        "Allow it, or choose another folder in the settings ([cache] path)."
    )
    way = Way.ALLOW_WRITING


class NewerFile(Fault):
    """A newer console wrote this file."""

    sentence = (
        "A newer version of the console has used this cache, and this one does not understand it. "
        "Install the newer version, or rebuild the cache from Slack."
    )
    way = Way.UPDATE


class ClockOff(Fault):
    """The computer's clock and Slack's disagree."""

    sentence = (
        "This computer's clock is wrong. Set it: waiting times and leases are shown wrongly until then. "
        "Nothing is purged meanwhile."
    )
    way = Way.SET_CLOCK


class InUse(Fault):
    """Another running console owns the cache."""

    sentence = "The console is already open on this computer, with the same cache."
    way = Way.RAISE


class DiskTrouble(Fault):
    """The disk refuses to read or write, for a reason it does not tell."""

    sentence = (
        "The disk that holds the cache cannot be read or written just now. "
        "Look whether it is connected and whole, then try again."
    )
    way = Way.TRY_AGAIN


class OtherWorkspace(Fault):
    """The cache was read from another workspace."""

    sentence = (
        "This cache was read from another Slack workspace. Rebuild it from this one, or sign in to the other one again."
    )
    way = Way.REBUILD
