"""Changes of the roster that wait for somebody at this desk: said yes or no to, with a key each, from the roster."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from console.domain import actions
from console.domain.actions import Action, PublishRoster, Refusal
from console.domain.swapping import consented, swap_words
from console.domain.swaps import Swap
from console.ui.acts import Act
from console.ui.asking import Question
from console.ui.queue_rows import Known
from console.ui.roster_rows import RosterLine
from console.ui.text import one_line
from console.ui.theme import Look
from console.ui.wishes import Draft, Wishes

if TYPE_CHECKING:
    from console.ui.window import DeskWindow

NO_SWAP: Final = "No change of the roster is chosen: choose one on the roster first."


class SwapActs(QObject):
    """The keys of changes that were asked for; ``acts`` are what they do, as buttons below the roster as well."""

    def __init__(self, window: "DeskWindow", known: Known) -> None:
        super().__init__(window)
        self._window, self._known = window, known
        self.acts: dict[str, Callable[[], object]] = {"agree_swap": self._agree, "decline_swap": self._decline}
        window.roster.offer(self._acts_of)

    def _chosen(self) -> Swap | None:
        line, view = self._window.roster.view.chosen_row(), self._window.wishes.view
        return None if line is None or view is None or not line.swap else view.swaps.get(line.swap)

    def _acts_of(self, line: RosterLine) -> tuple[Act, ...]:
        view, swap = self._window.wishes.view, self._chosen()
        if view is None or swap is None or not line.swap:
            return ()
        no = "Take it back" if swap.by == view.me else "Say no"
        yes = yes_to(self._window.wishes, swap, self._known)
        why = yes.why if isinstance(yes, Refusal) else ""
        label = "Consent" if swap.to_consent else "Take it" if not swap.to else "Agree"
        return Act("agree_swap", label, "first", why), Act("decline_swap", no)

    def _agree(self) -> None:
        swap, wishes = self._chosen(), self._window.wishes
        wanted: Action | tuple[PublishRoster, ...] | Refusal
        wanted = Refusal(NO_SWAP) if swap is None else yes_to(wishes, swap, self._known)
        say(wishes, wanted)

    def _decline(self) -> None:
        swap = self._chosen()
        if swap is None:
            self._window.wishes.refused.emit(NO_SWAP)
        else:
            decline(self._window.wishes, swap, self._window.look)


def yes_to(wishes: Wishes, swap: Swap, known: Known) -> Action | tuple[PublishRoster, ...] | Refusal:
    """What says yes to a change: the other one's word, or the plans by which a lead consents; or why nothing does."""
    view = wishes.view
    if view is None:
        return Refusal(NO_SWAP)
    if swap.to_consent:
        return consented(view, swap.swap, view.me, known.now)
    wanted = actions.AgreeSwap(swap.swap)
    return wishes.may(wanted) or wanted


def say(wishes: Wishes, wanted: Action | tuple[PublishRoster, ...] | Refusal) -> None:
    """Wish what was found, or say why it cannot be."""
    if isinstance(wanted, Refusal):
        wishes.refused.emit(wanted.why)
    elif isinstance(wanted, tuple):
        wishes.wish_all(wanted)
    else:
        wishes.wish(wanted)


def decline(wishes: Wishes, swap: Swap, look: Look) -> None:
    """Ask why, which may stay empty; who asked for it takes it back."""
    view, refusal = wishes.view, wishes.may(actions.DeclineSwap(swap.swap))
    if view is None or refusal is not None:
        wishes.refused.emit(NO_SWAP if refusal is None else refusal.why)
        return
    own = swap.by == view.me
    title = "Take back what you asked for" if own else "Say no to this change"
    about = f"{one_line(swap_words(view, swap, view.me), 300)}. The roster stays as it is."
    made = partial(_declined, wishes, swap.swap)
    question = Question(title, about, "Why (may stay empty)", "Take it back" if own else "Say no", made)
    wishes.ask(question, Draft("decline swap", swap.swap), look)


def _declined(wishes: Wishes, swap: str, _chosen: Any, text: str) -> Action | Refusal:
    wanted = actions.DeclineSwap(swap, text)
    return wishes.may(wanted) or wanted
