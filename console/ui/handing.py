"""Cases and the handover at the window: a chat flagged by one key, signatures asked for, and who is called for."""

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from console.desk import View
from console.domain import actions
from console.domain.cases import Case, calling
from console.domain.chats import Chat
from console.domain.handing import current, lacks
from console.domain.local import typed
from console.domain.proof import Proof
from console.domain.words import Risk, Role
from console.ui.acts import NOT_CHOSEN
from console.ui.asking import Choice, Question
from console.ui.banner import Banner, News
from console.ui.queue_rows import Known
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.times import to_minute
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from console.ui.window import DeskWindow

NOTES: Final = Draft("handover", "")
CALLED: Final = "A case at risk needs you"  # all that a notification may say
NO_CASE: Final = "No case is chosen: choose one on the handover first."
_TIME: Final = re.compile(r"\s*(\d{1,2}:\d{2})\s+(.*)", re.DOTALL)
_FLAG_ABOUT: Final = (
    "Sent to #cases. You see to it, until somebody else does. Begin with the time of the next check, as in 08:30."
)


class Handing(QObject):
    """What is wished with cases and handovers; ``proof`` is what was compared last, of the handover of that id.

    ``banner`` says what a case calls the desk's person for, as long as it does; they are called once besides.
    """

    proof_wished = Signal()
    proved = Signal()

    def __init__(self, window: "DeskWindow", known: Known, zone: tzinfo) -> None:
        super().__init__(window)
        self._window, self._known, self._zone = window, known, zone
        self.wishes = window.wishes
        self.banner = Banner(window.look)
        self._proof = ("", Proof())

    def tick(self, view: View, now: datetime) -> None:
        """Call, or be silent; a copy that Slack has not confirmed since the start calls nobody."""
        before = self.banner.words
        self.banner.say(case_news(view, now, self._zone) if view.connection.proof_at > 0 else None)
        if self.banner.words and not before:
            self._window.call(CALLED)

    def proof_of(self, handover: str) -> Proof:
        """What is known of whether both desks agree on a handover."""
        return self._proof[1] if self._proof[0] == handover else Proof()

    def show_proof(self, handover: str, proof: Proof) -> None:
        """Take what was compared."""
        if self._proof != (handover, proof):
            self._proof = handover, proof
            self.proved.emit()

    def flag(self) -> None:
        """Ask what is to be said of who talks in the chosen chat, and flag them."""
        row = self._window.queue.chosen_chat
        if row is None or row.chat is None:
            self.wishes.refused.emit(NOT_CHOSEN)
            return
        chat = row.chat
        refusal = self.wishes.may(actions.FlagCase(chat.risk, chat.chat))
        if refusal is not None:
            self.wishes.refused.emit(refusal.why)
        else:
            self.wishes.ask(self._flagging(chat), Draft("case", chat.chat), self._window.look)

    def _flagging(self, chat: Chat) -> Question:
        me = "" if self.wishes.view is None else self.wishes.view.me

        def made(risk: Any, text: str) -> Any:
            found = _TIME.fullmatch(text)
            check = typed(found[1], self._known.now, self._zone, ahead=True) if found else None
            summary = found[2] if found and check else text
            action = actions.FlagCase(risk, chat.chat, summary=summary, owner=me, next_check=check)
            return self.wishes.may(action) or action

        choices = tuple(Choice(risk.value, f"{risk.value} {RISK_WORDS[risk]}", risk) for risk in Risk)
        title, words = f"Flag {one_line(chat.alias, 60)} as at risk", "Time of the next check, and what is to be known"
        return Question(title, _FLAG_ABOUT, words, "Flag", made, choices, chat.risk, band=chat.age_band)

    def sign_over(self, case: str) -> None:
        """Wish to sign a case over."""
        self._with(case, lambda row: self.wishes.wish(actions.SignOver(row.case)))

    def sign_for(self, case: str) -> None:
        """Ask for the read-back of a case, and sign for it."""
        self._with(case, self._read_back)

    def _with(self, case: str, do: Callable[[Case], None]) -> None:
        row = None if self.wishes.view is None else self.wishes.view.cases.get(case)
        if row is None:
            self.wishes.refused.emit(NO_CASE)
        else:
            do(row)

    def _read_back(self, case: Case) -> None:
        refusal = self.wishes.may(actions.SignFor(case.case, "…"))
        if refusal is not None:
            self.wishes.refused.emit(refusal.why)
            return

        def made(_chosen: Any, text: str) -> Any:
            action = actions.SignFor(case.case, text)
            return self.wishes.may(action) or action

        question = Question(
            f"Sign for {one_line(case.alias, 60)}",
            "Say in your own words what is to be done, and when. Who signed it over reads it.",
            "Your read-back",
            "Sign for it",
            made,
            band=case.age_band,
        )
        self.wishes.ask(question, Draft("read_back", case.case), self._window.look)

    def write(self, notes: str) -> None:
        """Wish to write the handover, with the lead's notes; the state of the desk is added where it is done."""
        refusal = self.wishes.may(wish := actions.WriteHandover(self._known.now, "", (), notes))
        if refusal is not None:
            self.wishes.refused.emit(refusal.why)
        else:
            self.wishes.wished.emit(wish, NOTES)

    def sign(self) -> None:
        """Sign the handover that stands; where something lacks, ask for the reason first."""
        view = self.wishes.view
        handover = None if view is None else current(view, self._known.now)
        if view is None or handover is None:
            self.wishes.refused.emit("No handover is written yet.")
            return
        agrees = self.proof_of(handover.handover).agrees
        wish = actions.SignHandover(handover.handover, handover.complete_to, "", agrees)
        if not lacks(view, handover.to_shift) and agrees is not False:
            self.wishes.wish(wish)
            return
        in_spite = self.wishes.may(replace(wish, override="…"))
        if in_spite is not None:
            self.wishes.refused.emit(in_spite.why)
            return

        def made(_chosen: Any, text: str) -> Any:
            action = replace(wish, override=text)
            return self.wishes.may(action) or action

        why = self.wishes.may(wish)
        question = Question(
            "Close the shift all the same",
            why.why if why else "",
            "Your reason, which stays in the record",
            "Sign",
            made,
            about_rules=True,
        )
        self.wishes.ask(question, Draft("override", handover.handover), self._window.look)


def case_news(view: View, now: datetime, zone: tzinfo) -> News | None:
    """What a case calls this person for, until it is seen to."""
    if not view.cases:
        return None
    lead = Role.LEAD in view.people.roles_now(view.me)
    found = calling(view.cases.values(), view.me, now, lead=lead)
    if not found:
        return None
    case, more = found[0], f" And {len(found) - 1} more." if len(found) > 1 else ""
    name, whose = (
        one_line(case.alias, 60),
        f", {view.name(case.owner)} sees to it" if case.owner not in (None, view.me) else "",
    )
    if case.lacks:
        lacking = " and ".join(what.split(" ", 1)[1] for what in case.lacks)
        words = f"{name} is at risk ({case.risk.value}) and has no {lacking}{whose}.{more}"
    else:
        due = to_minute(case.next_check, zone) if case.next_check else ""
        words = f"{name} ({case.risk.value}) was to be looked at by {due}{whose}.{more}"
    return News(words, "alarm", short=f"{name} needs you")
