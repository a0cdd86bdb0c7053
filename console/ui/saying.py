"""What a window says for a while: what a key was answered with at once, what happened by itself after it."""

from collections import deque
from collections.abc import Callable
from typing import Final

from console.ui.banner import Banner, News

SAID_FOR: Final = 20.0  # seconds (real time) that a sentence stays


class Saying:
    """The sentences of one window, each for ``SAID_FOR``, on its banner; ``monotonic`` gives real seconds.

    An answer takes the place of whatever is shown. What happened by itself waits for an answer that nobody may have
    read yet, and for what happened before it: else a rule that comes in this second hides why a chat was not taken.
    How the desk stands goes before both, unless it is said quietly.
    """

    def __init__(self, banner: Banner, monotonic: Callable[[], float]) -> None:
        self._banner, self._monotonic = banner, monotonic
        self._standing: News | None = None
        self._said: News | None = None
        self._until = 0.0
        self._waiting: deque[News] = deque()

    def answer(self, news: News) -> None:
        """Say at once what became of a key."""
        self._said, self._until = news, self._monotonic() + SAID_FOR
        self.show(self._standing)

    def tell(self, news: News) -> None:
        """Say what happened by itself as soon as there is room, and let a screen reader say it then."""
        if news in self._waiting:
            return
        if self._said == news:
            self._said = None  # it is said once more
        self._waiting.append(news)
        self.show(self._standing)

    def show(self, standing: News | None) -> None:
        """Show how the desk stands, and what there is to say at this moment."""
        self._standing = standing
        told = self._turned()
        calm = standing is None or standing.tone == "quiet"
        self._banner.say((self._said or standing) if calm else standing)
        if told and calm:
            self._banner.announce()

    def _turned(self) -> bool:
        """Let go of what was said for long enough; whether it is the turn of something that waited."""
        if self._said is not None and self._monotonic() < self._until:
            return False
        self._said = self._waiting.popleft() if self._waiting else None
        self._until = self._monotonic() + SAID_FOR
        return self._said is not None
