"""The keys that change how a window looks: larger, smaller, another theme."""

from collections.abc import Callable
from typing import Final, Protocol

from console.ui.theme import PALETTES, Look

_STEP: Final = 10  # per cent of text size for one key


class Wearing(Protocol):
    """What can look otherwise."""

    @property
    def look(self) -> Look:
        """How it looks."""

    def wear(self, look: Look) -> None:
        """Look otherwise, at once and everywhere."""


def look_keys(window: Wearing) -> dict[str, Callable[[], None]]:
    """What each of those keys does to a window."""

    def by(step: int) -> None:
        window.wear(window.look.at(window.look.percent + step))

    def next_theme() -> None:
        names = list(PALETTES)
        name = names[(names.index(window.look.palette.name) + 1) % len(names)]
        window.wear(Look(PALETTES[name], window.look.percent))

    return {
        "larger": lambda: by(_STEP),
        "smaller": lambda: by(-_STEP),
        "usual_size": lambda: window.wear(window.look.at(100)),
        "theme": next_theme,
    }
