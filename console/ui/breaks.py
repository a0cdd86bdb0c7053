"""Breaks at the window: what is read at A or B is counted, a break is prompted calmly, taken, or put off."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from console.desk import View
from console.domain.breaks import (
    LASTS,
    LEAST,
    PUT_OFF_FOR,
    BreakAfter,
    BreakState,
    Standing,
    Stint,
    begin_break,
    end_break,
    put_off,
    read,
    standing,
    stint_at,
)
from console.ui.act_bar import KeyButton
from console.ui.announcing import announce
from console.ui.bars import TopBar
from console.ui.keys import Keymap
from console.ui.queue_pane import QueuePane
from console.ui.status_bar import StatusBar
from console.ui.strip import Strip
from console.ui.theme import Look
from console.ui.times import spoken, to_minute

if TYPE_CHECKING:
    from console.ui.picking import Picking

NOT_OPEN: Final = "The desk is not open yet."
NONE_DUE: Final = "No break is due."
TOO_SHORT: Final = f"That was less than {LEAST // timedelta(minutes=1)} minutes, so it does not count as a break."
_TAKE: Final = "Take a break"
_BACK: Final = "Back at work"
_LATER: Final = f"In {PUT_OFF_FOR // timedelta(minutes=1)} minutes"
_ABOUT_TAKE: Final = "For a quarter of an hour, or until you come back. Only this desk knows of it."
_NOTHING: Final = Standing(BreakState.NONE)


class Breaks(QObject):
    """Looks every second how its person stands with their break; ``kept`` gives what the desk is to keep of it.

    ``refused`` says why a key did nothing. Nothing here takes the keyboard, makes a sound or hides an alarm: while
    a chat at A alarms, the prompt waits. In a low window it takes no room from the chats: it stands below, in
    place of the keys.
    """

    kept = Signal(object)
    refused = Signal(str)

    def __init__(
        self, look: Look, keys: Keymap, queue: QueuePane, bars: tuple[TopBar, StatusBar], zone: tzinfo
    ) -> None:
        super().__init__(queue)
        self._queue, self._zone = queue, zone
        self._top, self._status = bars
        self._key = keys.hint("take_break")
        self._later_key = keys.hint("put_off_break")
        self.take_button = KeyButton(look, _TAKE, self._key)
        self.later_button = KeyButton(look, _LATER, self._later_key)
        for button, does in ((self.take_button, self.take), (self.later_button, self.put_off)):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it is
            button.clicked.connect(does)
        ways = (self.take_button, self.later_button)
        self.strip = Strip(look, "Break", ways, ink=lambda p: p.text, ground=lambda p: p.card, edge=lambda p: p.line)
        self.stint: Stint | None = None
        self.standing = _NOTHING
        self.keys: dict[str, Callable[[], object]] = {"take_break": self.take, "put_off_break": self.put_off}
        self._after = BreakAfter()
        self._opened = False
        self._hushed = self._low = False
        self._open: tuple[str, int] | None = None  # the text at A or B that can be seen: its chat, and how long it is
        self.picking: Picking | None = None
        queue.chosen.connect(self._look)
        self._top.break_chip.clicked.connect(self._offer)

    def open(self, kept: Stint | None, after: BreakAfter) -> None:
        """Go on from what the desk has kept; nothing is counted and no break prompted before."""
        self.stint, self._after, self._opened = kept, after, True

    def close(self) -> None:
        """The desk is not open any more."""
        self.stint, self._opened, self._open = None, False, None
        self._show()

    def tick(self, view: View, now: datetime, *, hushed: bool) -> None:
        """A second went by, or the shift changed; ``hushed`` while something graver needs the room."""
        if self._opened and view.me:
            self._hushed = hushed
            self._keep(stint_at(self.stint, view.shifts.values(), view.me, now, self._zone))
            self._look()

    def be_low(self, *, low: bool) -> None:
        """Whether the window is low: then the prompt stands in the bar below."""
        if low != self._low:
            self._low = low
            self._show()

    @property
    def why_not_put_off(self) -> str:
        """Why no break can be put off now; empty when one can."""
        return "" if self.standing.state is BreakState.DUE else NONE_DUE

    @Slot()
    def take(self) -> None:
        """Take a break now, due or not; come back, when one is taken."""
        stint, now = self.stint, self._queue.known.now
        if stint is None:
            self.refused.emit(NOT_OPEN)
        elif not self._on:
            self._keep(begin_break(stint, now, now + LASTS))
        else:
            ended = end_break(stint, now)
            self._keep(ended)
            if ended.rested_at == stint.rested_at:
                self.refused.emit(TOO_SHORT)

    @Slot()
    def put_off(self) -> None:
        """Be prompted again in a quarter of an hour."""
        if self.stint is None or self.why_not_put_off:
            self.refused.emit(NONE_DUE)
        else:
            self._keep(put_off(self.stint, self._queue.known.now))

    @Slot()
    def _offer(self) -> None:
        """Offer on the chip what can be done about the break, also before one is due."""
        from console.ui.picking import Pick, Picking  # noqa: PLC0415 -- opened now and then

        if self.stint is None:
            return
        picks = (
            Pick(self._key, self._take_words, self.take, "" if self._on else _ABOUT_TAKE),
            Pick(self._later_key, _LATER, self.put_off, "The break is prompted again then.", self.why_not_put_off),
        )
        window = self.strip.window()
        self.picking = Picking(window, self.strip.look, "Break", self._told_of(self.stint), picks)
        self.picking.picked.connect(self._on_picked)
        self.picking.finished.connect(self._on_finished)
        self.picking.open()

    @Slot(object)
    def _on_picked(self, does: Callable[[], object]) -> None:
        does()

    @Slot()
    def _on_finished(self) -> None:
        self.picking = None

    @property
    def _on(self) -> bool:
        return self.standing.state is BreakState.ON

    @property
    def _take_words(self) -> str:
        return _BACK if self._on else _TAKE

    @Slot()
    def _look(self) -> None:
        """Count the text that can be seen, when it is another than before."""
        seen = self._seen()
        if self.stint is None or seen == self._open:
            return
        self._open = seen
        if seen is not None:
            self._keep(read(self.stint, *seen, self._queue.known.now))

    def _seen(self) -> tuple[str, int] | None:
        """The chat at A or B whose text is shown, and how many characters of its member that are."""
        row = self._queue.chosen_chat
        chat = None if row is None else row.chat
        if chat is None or not chat.risk.high or self._queue.known.folded(chat):
            return None
        characters = len(chat.topic or "") + len(chat.excerpt or "")
        return (chat.chat, characters) if characters else None

    def _keep(self, stint: Stint) -> None:
        if stint != self.stint:
            self.stint = stint
            self.kept.emit(stint)
        self._show()

    def _show(self) -> None:
        stint, now = self.stint, self._queue.known.now
        before = self.standing
        self.standing = _NOTHING if stint is None else standing(stint, self._after, now)
        if stint is None or self.standing.state is BreakState.NONE:
            self._top.show_break("", "", "")
            self._prompt("")
            self._status.show_prompt("")
            return
        words, short = chip_words(self.standing, stint, self._after, now, self._zone)
        tone = {BreakState.DUE: "warn", BreakState.ON: "good"}.get(self.standing.state, "quiet")
        key = f" {self._key}: {self._take_words.lower()}." if self._key else ""
        self._top.show_break(words, short, self._told_of(stint) + key, tone)
        self.take_button.show_as(self._take_words, self._key, "first")
        self._prompt("" if self._hushed or self._low else self._prompted(stint, now))
        self._status.show_prompt(self._prompted_shortly() if self._low and not self._hushed else "")
        if self.standing.state is BreakState.DUE and before.state is not BreakState.DUE:
            announce(self._top.break_chip, "A break is due")

    def _prompted(self, stint: Stint, now: datetime) -> str:
        match self.standing:
            case Standing(BreakState.DUE):
                since = "your last break" if stint.rested_at else "you came"
                been = f"{spoken(now - stint.fresh_since)} since {since}"
                much = f", {_texts(stint.since_break)} read" * bool(stint.since_break)
                return f"◷ A break is due: {been}{much}."
            case Standing(BreakState.ON, at) if at is not None:
                mine = self._queue.holdings[self._queue.known.me]
                until = f"You are on a break until {to_minute(at, self._zone)}. A chat at A still rings."
                hold = f" You still hold {mine} chat{'' if mine == 1 else 's'}: pass on what must not wait."
                return until + hold * bool(mine)
            case _:
                return ""

    def _prompted_shortly(self) -> str:
        """The keys of what can be done; the chip says how it stands."""
        take, later = (f"{key} " if key else "" for key in (self._key, self._later_key))
        match self.standing:
            case Standing(BreakState.DUE):
                return f"◷ Break due: {take}take it · {later}{_LATER[:1].lower()}{_LATER[1:]}"
            case Standing(BreakState.ON):
                return f"On a break: {take}{_BACK[:1].lower()}{_BACK[1:]}"
            case _:
                return ""

    def _prompt(self, words: str) -> None:
        if words == self.strip.sentence:
            return
        due = self.standing.state is BreakState.DUE
        going = [*([] if words else [self.take_button]), *([] if words and due else [self.later_button])]
        if self.strip.window().focusWidget() in going:
            self._queue.view.setFocus()  # else Qt gives the keyboard to whatever comes next
        self.later_button.setVisible(due)
        self.strip.say(words)

    def _told_of(self, stint: Stint) -> str:
        where = "on this shift" if stint.shift else "tonight"
        characters = f", {stint.characters:,} characters" * bool(stint.texts)
        parts = [f"Read {where}: {_texts(stint.texts)}{characters}."]
        if stint.rested_at is not None:
            parts.append(
                f"{stint.since_break:,} since the break that ended at {to_minute(stint.rested_at, self._zone)}."
            )
        if self._after.texts > stint.since_break and self.standing.at is not None:
            parts.append(f"After {self._after.texts - stint.since_break:,} more a break is due in any case.")
        parts.append("Counted on this desk only.")
        return " ".join(parts)


def chip_words(standing: Standing, stint: Stint, after: BreakAfter, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """What the chip says of a break, and the same where there is little room."""
    match standing:
        case Standing(BreakState.ON, at) if at is not None:
            until = to_minute(at, zone)
            return f"On a break until {until}", f"Break until {until}"
        case Standing(BreakState.DUE):
            return "◷ Break due", "◷ Break due"
        case Standing(BreakState.COMING, None):
            left = after.texts - stint.since_break
            texts = "text" if left == 1 else "texts"
            return f"Break due after {left:,} more {texts}", f"Break: {left:,} {texts}"
        case Standing(BreakState.COMING, at) if at is not None:
            left_words = spoken(timedelta(minutes=ceil((at - now) / timedelta(minutes=1))))
            return f"Break due in {left_words}", f"Break {left_words}"
        case _:
            return "", ""


def _texts(count: int) -> str:
    return f"{f'{count:,}' if count else 'no'} text{'s' * (count > 1)} of chats at A or B"
