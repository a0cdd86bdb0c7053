"""Cases and the handover at the window: a chat flagged by one key, signatures asked for, and who is called for."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from console.desk import View
from console.domain import actions, agreeing
from console.domain.actions import Refusal
from console.domain.cases import Case, calling
from console.domain.handing import both_leads, current, lacks, unsigned
from console.domain.proof import Proof
from console.domain.words import Role
from console.ui.acts import NOT_CHOSEN
from console.ui.asking import Question
from console.ui.banner import Banner, News
from console.ui.case_asking import CaseAsking
from console.ui.case_saving import CaseSaving
from console.ui.keys import Keymap
from console.ui.measuring import Measuring
from console.ui.queue_rows import Known
from console.ui.since import Catching
from console.ui.text import one_line
from console.ui.times import to_minute
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from types import ModuleType

    from console.ui.case_sheet import CaseQuestion, CaseSheet
    from console.ui.case_writing import CaseWriting
    from console.ui.window import DeskWindow

NOTES: Final = Draft("handover", "")
CALLED: Final = "A case at risk needs you"  # all that a notification may say
NO_CASE: Final = "No case is chosen: choose one on the handover first."
NO_QUESTION: Final = "Nobody asks for a second opinion about this case."
NOT_WRITTEN: Final = "No handover is written yet."
AGREED: Final = "Both desks agree: there is nothing to read again."
_CHANGE: Final = "change"  # the kind of a draft
_GOES: Final = "Everybody in #cases reads it. A case at A or B has an owner and a next check."


class Handing(QObject):
    """What is wished with cases and handovers; ``proof`` is what was compared last, of the handover of that id.

    ``channels`` says what people call the channels that a proof names; ``since`` tells somebody what is new to them.

    ``banner`` says what a case calls the desk's person for, as long as it does; they are called once besides.
    """

    proof_wished = Signal()
    repair_wished = Signal()
    proved = Signal()

    def __init__(self, window: "DeskWindow", known: Known, keys: Keymap, zone: tzinfo) -> None:
        super().__init__(window)
        self.since = Catching(window, keys, zone)
        self._window, self._known, self._zone = window, known, zone
        self.wishes = window.wishes
        self.banner = Banner(window.look)
        self._opinion_key = keys.hint("give_opinion")
        self.channels: Mapping[str, str] = {}
        self._proof = ("", Proof())
        self._called: frozenset[str] = frozenset()
        self.sheet: CaseSheet | None = None  # of the case that is written
        self.asking = CaseAsking(window, known, zone)
        self.saving = CaseSaving(window, keys.hint("save_handover"))
        self.measuring = Measuring(window, window.wishes)
        self.measuring.told = self.told

    def tick(self, view: View, now: datetime) -> None:
        """Call, or be silent; a copy that Slack has not confirmed since the start calls nobody."""
        self.since.tick(view, now)
        needed = needing(view, now) if view.connection.proof_at > 0 else Needing()
        self.banner.say(case_news(view, self._zone, needed, self._opinion_key))
        cases = frozenset(case.case for case in (*needed.calling, *needed.unsigned, *needed.asked))
        if cases - self._called:
            self._window.call(CALLED)
        self._called = cases

    def proof_of(self, handover: str) -> Proof:
        """What is known of whether both desks agree on a handover."""
        return self._proof[1] if self._proof[0] == handover else Proof()

    def show_proof(self, handover: str, proof: Proof) -> None:
        """Take what was compared; what a reading again brought stays told."""
        proof = replace(proof, brought=proof.brought or self.proof_of(handover).brought)
        if self._proof != (handover, proof):
            self._proof = handover, proof
            self.proved.emit()

    def repair(self) -> None:
        """Wish that what differs is read again from Slack, and compared once more."""
        why = self.why_no_repair
        if why:
            self.wishes.refused.emit(why)
        else:
            self.repair_wished.emit()

    @property
    def why_no_repair(self) -> str:
        """Why there is nothing to read again; empty where there is."""
        handover = None if self.wishes.view is None else current(self.wishes.view, self._known.now)
        if handover is None:
            return NOT_WRITTEN
        return AGREED if self.proof_of(handover.handover).agrees else ""

    def flag(self) -> None:
        """Ask what is to be said of who talks in the chosen chat, and flag them."""
        row, view = self._window.queue.chosen_chat, self.wishes.view
        if row is None or row.chat is None or view is None:
            self.wishes.refused.emit(NOT_CHOSEN)
            return
        chat = row.chat
        refusal = self.wishes.may(actions.FlagCase(chat.risk, chat.chat))
        if refusal is not None:
            self.wishes.refused.emit(refusal.why)
            return
        from console.ui import case_writing as writing  # noqa: PLC0415 -- opened now and then; a start need not wait
        from console.ui.case_sheet import CaseQuestion  # noqa: PLC0415 -- as above

        def made(written: "CaseWriting") -> Any:
            return self._meant(lambda now: writing.flagged(chat.chat, written, view, now, self._zone))

        begun = writing.CaseWriting(chat.risk, owner=view.name(view.me))
        title = f"Flag {one_line(chat.alias, 60)} as at risk"
        about = CaseQuestion(title, _GOES, made, self._known.marks.screen, chat.age_band)
        self._open(about, Draft("case", chat.chat), begun)

    def change(self, case: str) -> None:
        """Show all that a case says, to be changed."""
        self._with(case, self._change)

    def _change(self, row: Case) -> None:
        from console.ui import case_writing as writing  # noqa: PLC0415 -- as above
        from console.ui.case_sheet import CaseQuestion  # noqa: PLC0415 -- as above

        view = self.wishes.view
        if view is None or row.closed_at is not None:
            self.wishes.refused.emit("This case is closed.")
            return

        def made(written: "CaseWriting") -> Any:
            return self._meant(lambda now: writing.changed(row, written, view, now, self._zone))

        begun = writing.writing_of(row, view, self._zone)
        title = f"The case of {one_line(row.alias, 60)}"
        about = CaseQuestion(title, _GOES, made, self._known.marks.screen, row.age_band)
        self._open(about, Draft(_CHANGE, row.case), begun)

    def _meant(self, action: "Callable[[datetime], actions.Action | Refusal]") -> Any:
        """The action that is meant, or why it cannot be."""
        found = action(self._known.now)
        return found if isinstance(found, Refusal) else self.wishes.may(found) or found

    def _open(self, about: "CaseQuestion", draft: Draft, begun: "CaseWriting") -> None:
        """Open the sheet of a case, with what was begun; one at a time."""
        from console.ui.case_sheet import CaseForm, CaseSheet  # noqa: PLC0415 -- as above
        from console.ui.case_writing import kept_writing, people_of  # noqa: PLC0415 -- as above

        view, look = self.wishes.view, self._window.look
        if self.sheet is not None or view is None:
            return
        writing = kept_writing(self.wishes.draft(draft)) or begun
        form = CaseForm(look, writing, people_of(view), asks_why=draft.kind == _CHANGE)
        self.sheet = sheet = CaseSheet(self._window, look, about, form)
        sheet.drafted.connect(partial(self.wishes.keep, draft))
        sheet.answered.connect(lambda wish: self.wishes.wished.emit(wish, draft))
        sheet.finished.connect(self._on_finished)
        sheet.open()

    def tell(self, case: str) -> None:
        """Show all that was done with a case, and who had it when."""
        self._with(case, self._tell)

    def _tell(self, row: Case) -> None:
        from console.ui.case_story import CaseStory, story_of  # noqa: PLC0415 -- as above

        view = self.wishes.view
        if view is not None:
            told = story_of(row, view, self._known.now, self._zone)
            title = f"The case of {one_line(row.alias, 60)}"
            story = CaseStory(self._window, self._window.look, title, told, save_key=self.saving.key)
            story.save_wished.connect(partial(self.save, row.case))
            story.open()

    def save(self, case: str) -> None:
        """Ask how a case is saved as an incident bundle."""
        self._with(case, self.saving.ask)

    def _on_finished(self) -> None:
        self.sheet = None

    def assess(self, case: str) -> None:
        """Ask about a member's risk, question by question."""
        self._with(case, self.asking.assess)

    def merge(self, case: str) -> None:
        """Ask in which case of the same member a case goes on."""
        self._with(case, self.asking.merge)

    def plan_task(self, case: str) -> None:
        """Ask for a task of the shift about a case."""
        self._with(case, lambda row: self._window.roster_acts.work.plan(f"{one_line(row.alias, 40)}: "))

    def sign_over(self, case: str) -> None:
        """Wish to sign a case over."""
        self._with(case, lambda row: self.wishes.wish(actions.SignOver(row.case)))

    def sign_for(self, case: str) -> None:
        """Ask for the read-back of a case, and sign for it."""
        self._with(case, self._read_back)

    def close(self, case: str) -> None:
        """Ask how a case ended; at A or B that asks for a second opinion."""
        self._with(case, lambda row: self._ask_of(row, "close_case", lambda asks: asks.closing(row, self.wishes.may)))

    def judge(self, case: str) -> None:
        """Ask for another risk of a case."""
        self._with(case, lambda row: self._ask_of(row, "judge", lambda asks: asks.judging(row, self.wishes.may)))

    def opine(self, case: str) -> None:
        """Ask what somebody thinks: of the chosen case, else of the first about which they are asked."""
        view = self.wishes.view
        asked = agreeing.asked_of(view, view.me, self._known.now) if view else []
        self._with(case or (asked[0].case if asked else ""), self._opine)

    def _opine(self, row: Case) -> None:
        view, known = self.wishes.view, row.opinion
        if view is None or known is None:
            self.wishes.refused.emit(NO_QUESTION)
            return
        refusal = self.wishes.may(actions.GiveOpinion(row.case, agrees=known.by != view.me, reason="…"))
        if refusal is not None:
            self.wishes.refused.emit(refusal.why)
        else:
            self._ask_of(row, "opinion", lambda asks: asks.opining(view, row, known, self.wishes.may))

    def _ask_of(self, row: Case, kind: str, question: "Callable[[ModuleType], Question]") -> None:
        from console.ui import caring  # noqa: PLC0415 -- asked now and then; a start need not wait

        self.wishes.ask(question(caring), Draft(kind, row.case), self._window.look)

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

    def told(self, sentence: str, tone: str) -> None:
        """Say what became of a file."""
        self._window.say(sentence, tone)

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
            self.wishes.refused.emit(NOT_WRITTEN)
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


class Needing(msgspec.Struct, frozen=True):
    """The cases that a person is called for: those that call by themselves, and those that nobody signed for.

    About those ``asked`` a second opinion is wanted.
    """

    calling: tuple[Case, ...] = ()
    unsigned: tuple[Case, ...] = ()
    asked: tuple[Case, ...] = ()


def needing(view: View, now: datetime) -> Needing:
    """What the desk's person is called for; nobody signing for a case is told to the leads of both shifts."""
    if not view.cases:
        return Needing()
    lead = Role.LEAD in view.people.roles_now(view.me)
    waiting = unsigned(view, now)
    found = calling(view.cases.values(), view.me, now, lead=lead)
    asked = agreeing.asked_of(view, view.me, now)
    return Needing(tuple(found), waiting if waiting and view.me in both_leads(view, now) else (), tuple(asked))


def case_news(view: View, zone: tzinfo, needed: Needing, key: str = "") -> News | None:
    """What cases call this person for, until they are seen to; ``key`` gives a second opinion."""
    cases = (*needed.calling, *needed.unsigned, *needed.asked)
    if not cases:
        return None
    parts = [_calling_words(view, needed.calling, zone) if needed.calling else ""]
    parts.append(_unsigned_words(view, needed.unsigned))
    if needed.asked:
        from console.ui.caring import asked_words  # noqa: PLC0415 -- asked now and then; a start need not wait

        parts.append(asked_words(view, needed.asked, key))
    tone = "alarm" if needed.calling or needed.unsigned else "warn"
    return News(" ".join(filter(None, parts)), tone, short=f"{one_line(cases[0].alias, 60)} needs you")


def _calling_words(view: View, cases: tuple[Case, ...], zone: tzinfo) -> str:
    case, more = cases[0], f" And {len(cases) - 1} more." if len(cases) > 1 else ""
    name = one_line(case.alias, 60)
    whose = f", {view.name(case.owner)} sees to it" if case.owner not in (None, view.me) else ""
    if case.lacks:
        lacking = " and ".join(what.split(" ", 1)[1] for what in case.lacks)
        return f"{name} is at risk ({case.risk.value}) and has no {lacking}{whose}.{more}"
    due = to_minute(case.next_check, zone) if case.next_check else ""
    return f"{name} ({case.risk.value}) was to be looked at by {due}{whose}.{more}"


def _unsigned_words(view: View, cases: tuple[Case, ...]) -> str:
    if not cases:
        return ""
    case, more = cases[0], f" And {len(cases) - 1} more." if len(cases) > 1 else ""
    whose = "nobody has it" if case.owner is None else f"it stays with {_whose(view, case.owner)}"
    return f"Nobody has signed for {one_line(case.alias, 60)} ({case.risk.value}): {whose}.{more}"


def _whose(view: View, person: str) -> str:
    return "you" if person == view.me else one_line(view.name(person), 60)
