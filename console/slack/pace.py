"""How often and how patiently Slack is asked."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from console.clock import Clock


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds; the product's own are the defaults, tests set shorter ones.

    The first group runs on the service's clock (Slack's limits are counted on it), though never quicker than
    ``least`` real seconds; the second group is real time, as networks are.
    """

    confirm: float = 24.0  # each home while Slack pushes: 15 calls a minute of the 50 that Slack allows
    round: float = 14.5  # each home while it does not: 25 calls a minute, half of what Slack allows
    thread: float = 3.0  # between two threads of open asks while Slack does not push
    window: float = 900.0  # between two readings of the trailing window
    day: float = 86_400.0  # between two readings of everything
    page: float = 3.0  # between two pages of such a reading: 20 calls a minute
    people: float = 3_600.0  # between two readings of who people are
    retry: float = 60.0  # until a home that cannot be read, or a refused token, is tried again
    least: float = 1.0

    flush: float = 0.016
    between: float = 0.05  # after a page that only confirms what was pushed: what is new has its turn
    ping: float = 5.0  # without any sign of life, until the live connection is asked for one; half of it more, its end
    beat: float = 2.0  # between two pings, so that a silence is one
    quiet: float = 4.0  # of silence, until the desk doubts whether anybody is there
    reach: float = 2.0  # for a look whether Slack can be reached, and from its beginning to the next
    unreached: float = 1.0  # between two such looks while nobody is reached: that costs nothing of what Slack allows
    hello: float = 10.0  # for a handshake and Slack's hello
    backoff: float = 1.0  # the first wait after a failure; then twice as long each time
    longest: float = 30.0  # the longest of these waits
    proof: float = 4.0  # between two values that differ only in the proof of life
    joined: float = 0.5  # changes of channels are looked at together
    doubt: float = 60.0  # so long history may be without what Slack has pushed, before it counts as deleted

    trailing: timedelta = timedelta(hours=72)

    def after(self, failures: int, asked: float, chance: Random) -> float:
        """The real seconds to wait after so many failures before this: longer each time, not in step with others.

        ``asked`` are the seconds that Slack asked for; they are kept to as far as they are no longer than that.
        """
        most = min(self.longest, self.backoff * 2.0 ** min(failures, 16))
        return max(min(asked, most), most * chance.uniform(0.3, 1.0))

    def real(self, seconds: float, clock: Clock) -> float:
        """The real seconds of so many seconds of the service."""
        return min(seconds, max(seconds / clock.speed, self.least))
