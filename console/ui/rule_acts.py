"""The posting rules at the desk: shown, asked to be read until they are, and what is done with them by key."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk import View
from console.domain import actions
from console.domain.messages import Entry
from console.domain.proposals import Proposal
from console.domain.reading import Called, Reminder, ToRead, called, reminded_of, to_read
from console.domain.roster import Shift
from console.domain.rules import Notice, Rule
from console.domain.subjects import place_key
from console.domain.words import Audience, Role, RuleLevel
from console.ui.acts import Act
from console.ui.asking import Question
from console.ui.banner import News
from console.ui.keys import Keymap
from console.ui.nows import rules_now
from console.ui.proposal_rows import BEGINS, settled_sentence
from console.ui.queue_rows import Known
from console.ui.rule_rows import Card
from console.ui.rule_rows import called as titled
from console.ui.text import one_line
from console.ui.wishes import Draft

if TYPE_CHECKING:
    from console.ui.rule_editor import RuleEditor
    from console.ui.rule_writing import Writing
    from console.ui.window import DeskWindow

NOTHING_TO_READ: Final = "There is no rule to acknowledge."
NO_RULE: Final = "No rule is chosen: choose one among the posting rules first."
STOP_TO_READ: Final = "A posting rule that stops posts is to be read"
NOTHING_TO_WRITE: Final = "Choose a rule to replace, or a message to make a rule of."
_SOME: Final = actions.PublishRule("…", "…", RuleLevel.NOTE, (Audience.ADULTS,))  # judged in place of one to be written
_MANY: Final = 50  # rules that are shown in a turn of their own, as 200 take 5 ms,
_DRAWN: Final = 5  # milliseconds after what else came: that is drawn before
ONE_BY_ONE: Final = 2.0  # seconds in which a key that is pressed twice acknowledges nothing but the first
NO_SHIFT: Final = frozenset[str]()


class RuleActs(QObject):
    """All that is done with rules; ``keys`` are what the keys at the desk do, as buttons below the rules too.

    Nothing that it says takes the keyboard. ``posts_wished`` asks for what became of posts since a moment, for the
    rehearsal of a draft; ``show_posts`` takes it.
    """

    posts_wished = Signal(object)

    def __init__(
        self, window: "DeskWindow", known: Known, keys: Keymap, zone: tzinfo, monotonic: Callable[[], float]
    ) -> None:
        super().__init__(window)
        self._monotonic = monotonic
        self._last: tuple[str, float] | None = None  # the version that was acknowledged last, and when (real seconds)
        self._window, self._known, self._keys, self._zone = window, known, keys, zone
        self._pane = window.rules
        self._shift: Shift | None = None  # whose reading the rules speak of
        self._reminder = Reminder()
        self._call = Called.NOTHING
        self.editor: RuleEditor | None = None
        self._mine: frozenset[str] = frozenset()  # what one proposed and nobody has settled yet
        self._shown: tuple[View, datetime]  # what is to be shown, and of when
        self._turn = QTimer(self, interval=_DRAWN, singleShot=True)
        self._turn.timeout.connect(self._show)
        self.keys: dict[str, Callable[[], object]] = {
            "read_rule": self._read,
            "rule_history": self._history,
            "write_rule": self._write,
            "new_rule": self._write_new,
            "withdraw_rule": self._withdraw,
        }
        self._pane.view.chosen.connect(self._show_acts)
        self._pane.rows.shown.connect(self._show_acts)

    def show(self, view: View, now: datetime) -> None:
        """Show the rules of a desk, and who of its shift has read them."""
        self._shift = view.shift(now)
        self._shown = (view, now)
        if len(self._pane.rules) > _MANY:
            self._turn.start()
        else:
            self._show()
        for one in view.proposals.values():
            if one.proposal in self._mine and one.outcome is not None and one.settled_by != view.me:
                self._window.saying.tell(News(settled_sentence(one, view), "quiet"))
        mine = (one for one in view.proposals.values() if one.by == view.me and one.outcome is None)
        self._mine = frozenset(one.proposal for one in mine)

    @Slot()
    def _show(self) -> None:
        """Show them: all that is to be shown by now at once."""
        view, now = self._shown
        on_shift = NO_SHIFT if self._shift is None else self._shift.people
        self._pane.show_rules(rules_now(view, now, self._zone, on_shift, self._known))

    def tick(self, view: View, now: datetime) -> None:
        """A second went by: rules begin and end, shifts change, and what is unread is asked for again."""
        if self._pane.turned(now) or view.shift(now) is not self._shift:
            self.show(view, now)
        if view.connection.proof_at <= 0:
            return  # a copy that Slack has not confirmed since the start asks nobody
        call = called(view.shifts.values(), view.me, now)
        if not view.people.roles_now(view.me):
            call = Called.NOTHING
        waiting = reminded_of(to_read(view.rules.values(), view.me, now), call)
        if self._call is Called.NOTHING or not waiting:
            self._reminder = Reminder()  # whose duty begins is asked at once
        self._call = call
        if self._reminder.due(waiting, now):
            self._reminder = Reminder(frozenset(one.version.of for one in waiting), now)
            self._window.saying.tell(News(self._asked(waiting), "quiet", short=self._asked(waiting, short=True)))
            if call is Called.STOPS:
                self._window.call(STOP_TO_READ)  # they are not looking here

    def why_not(self, name: str) -> str:
        """Why a key of that name does nothing now; empty when it does something."""
        if name == "read_rule":
            return "" if self._waiting() else NOTHING_TO_READ
        rule = self.chosen
        if name in ("new_rule", "write_rule"):
            refusal = self._window.wishes.may(_SOME)
            nothing = name == "write_rule" and rule is None and self._notice is None and self._to_publish is None
            return NOTHING_TO_WRITE if nothing else "" if refusal is None else refusal.why
        proposal = self._proposal
        if name == "withdraw_rule" and proposal is not None:
            refusal = self._window.wishes.may(actions.DeclineProposal(proposal.proposal))
            return "" if refusal is None else refusal.why
        if rule is None or name == "rule_history":
            return NO_RULE if rule is None else ""
        refusal = self._window.wishes.may(actions.WithdrawRule(rule.rule, "…"))
        return "" if refusal is None else refusal.why

    @property
    def chosen(self) -> Rule | None:
        """The rule on whose card one stands."""
        card, view = self._pane.view.chosen_row(), self._window.wishes.view
        return None if card is None or view is None else view.rules.get(card.rule)

    @property
    def _proposal(self) -> Proposal | None:
        """The proposed draft on whose card one stands."""
        card, view = self._pane.view.chosen_row(), self._window.wishes.view
        if card is None or view is None or not card.key.startswith(BEGINS):
            return None
        return view.proposals.get(card.id)

    @property
    def _to_publish(self) -> Proposal | None:
        """The same, while it waits for somebody else than who proposed it."""
        one, view = self._proposal, self._window.wishes.view
        waits = one is not None and view is not None and one.outcome is None and one.by != view.me
        return one if waits else None

    @property
    def _notice(self) -> Notice | None:
        """The message by hand on whose card one stands."""
        card, view = self._pane.view.chosen_row(), self._window.wishes.view
        notices = () if card is None or view is None or card.rule else view.notices.values()
        return next((one for one in notices if card is not None and place_key(one.position) == card.id), None)

    def _waiting(self) -> tuple[ToRead, ...]:
        view = self._window.wishes.view
        return () if view is None else to_read(view.rules.values(), view.me, self._known.now)

    def _asked(self, waiting: tuple[ToRead, ...], *, short: bool = False) -> str:
        """What is still to be read, in a calm sentence, or in its fewest words."""
        first = waiting[0]
        more = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        key = self._keys.hint("read_rule")
        if short:
            return f"{titled(first.rule.rule)}{more} to read." + (f" {key}: read." if key else "")
        way = f" {key} says that you have." if key else ""
        return f"To be read: {titled(first.rule.rule)} — {one_line(first.version.title, 120)}{more}.{way}"

    # Reading

    def _read(self) -> None:
        """Acknowledge the rule on which one stands, else the first: once all of it could be seen."""
        waiting = self._waiting()
        if not waiting:
            self._window.say(NOTHING_TO_READ)
            return
        card = self._to_read(waiting)
        self._window.panes.go(1)
        if card is None or self._pane.show_more(card):
            self._window.say("Read it to its end; then the same key says that you have.")
            return
        last, now = self._last, self._monotonic()
        if last is not None and last[0] != card.id and now - last[1] < ONE_BY_ONE:
            self._window.say("One after the other: read this one first.")
            return
        self._last = (card.id, now)
        self._window.wishes.wish(actions.AcknowledgeRule(card.rule, card.id))

    def _to_read(self, waiting: tuple[ToRead, ...]) -> Card | None:
        """The card that is meant; where a search hides all of them, the search is left."""
        chosen = self._pane.view.chosen_row()
        if chosen is not None and chosen.to_read and self._pane.view.hasFocus():
            return chosen
        first = next((card for card in self._pane.rows if card.to_read), None)
        if first is None:
            self._pane.follow(waiting[0].rule.rule)
            first = next((card for card in self._pane.rows if card.to_read), None)
        return first

    # Writing

    def _write_new(self) -> None:
        """Write a new rule, or go on with the one that was begun."""
        from console.ui.rule_writing import Writing  # noqa: PLC0415 -- it brings in all of screening: 30 ms at a start

        self._open("new_rule", Draft("rule", "new"), Writing())

    def _write(self) -> None:
        """Write the next version of the chosen rule, or a rule from the chosen message."""
        from console.ui.rule_writing import Writing, from_notice, proposed, replacing  # noqa: PLC0415 -- as above

        rule, notice, proposal = self.chosen, self._notice, self._to_publish
        if proposal is not None:
            self._open("write_rule", Draft("rule", proposal.proposal), proposed(proposal, self._zone))
        elif notice is not None:
            begun = from_notice(notice, self._known.names, self._zone)
            self._open("write_rule", Draft("rule", place_key(notice.position)), begun)
        else:
            begun = Writing() if rule is None else replacing(rule, self._known.now, self._zone)
            self._open("write_rule", Draft("rule", begun.rule), begun)

    def _open(self, name: str, draft: Draft, writing: "Writing") -> None:
        window, why = self._window, self.why_not(name)
        view = window.wishes.view
        if why or view is None:
            window.say(why)
            return
        if self.editor is not None or window.wishes.asking is not None:
            return
        from console.ui.rule_editor import Around, RuleEditor  # noqa: PLC0415 -- opened now and then
        from console.ui.rule_writing import kept_writing  # noqa: PLC0415 -- as above

        around = Around(view, lambda: self._known.now, self._zone, window.wishes.may)
        editor = RuleEditor(window, window.look, kept_writing(window.wishes.draft(draft)) or writing, around)
        editor.drafted.connect(partial(window.wishes.keep, draft))
        editor.answered.connect(partial(self._on_written, draft))
        editor.proposing.connect(partial(self._on_proposing, draft))
        editor.finished.connect(self._on_closed)
        self.editor = editor
        editor.open()
        window.wishes.opened.emit(editor)
        from console.domain.rehearsal import LAST  # noqa: PLC0415 -- as above

        self.posts_wished.emit(self._known.now - LAST)

    def show_posts(self, entries: Sequence[Entry]) -> None:
        """Let the rule that is written be held against the posts of the last day."""
        view = self._window.wishes.view
        if self.editor is None or view is None:
            return
        from console.domain.rehearsal import LAST, of_posts  # noqa: PLC0415 -- as above

        self.editor.take_posts(of_posts(entries, view.people, self._known.now - LAST))

    def _on_written(self, draft: Draft, wish: actions.PublishRule) -> None:
        self._window.wishes.wished.emit(wish, draft)

    def _on_proposing(self, draft: Draft, wish: actions.PublishRule) -> None:
        """Ask to whom; what is written stays a draft until it is proposed."""
        from console.ui.picking import Picking  # noqa: PLC0415 -- as above
        from console.ui.proposing import picks_of  # noqa: PLC0415 -- as above

        window, view = self._window, self._window.wishes.view
        if view is None:
            return
        shift = view.shift(self._known.now)
        picks = picks_of(view, wish, NO_SHIFT if shift is None else shift.people)
        about = "They see it on top of their rules, and publish or decline it. Until then it binds nobody."
        picking = Picking(window, window.look, f"Propose “{one_line(wish.title, 80)}”", about, picks)
        picking.picked.connect(lambda wished: window.wishes.wished.emit(wished, draft))
        picking.open()
        window.wishes.opened.emit(picking)

    def _on_closed(self) -> None:
        self.editor = None

    # What was

    def _history(self) -> None:
        """Show what happened to the chosen rule."""
        rule, rules = self.chosen, self._pane.now
        if rule is None or rules is None:
            self._window.say(NO_RULE)
            return
        from console.ui.rule_history import RuleHistory  # noqa: PLC0415 -- opened now and then

        history = RuleHistory(self._window, self._window.look, rule, rules)
        history.open()
        self._window.wishes.opened.emit(history)

    # Withdrawing

    def _withdraw(self) -> None:
        """Ask why the chosen rule is withdrawn."""
        why, rule, proposal = self.why_not("withdraw_rule"), self.chosen, self._proposal
        if not why and proposal is not None:
            self._decline(proposal)
            return
        if why or rule is None:
            self._window.say(why)
            return

        def made(_chosen: Any, text: str) -> Any:
            action = actions.WithdrawRule(rule.rule, text)
            return self._window.wishes.may(action) or action

        about = f"“{one_line(rule.latest.title, 160)}” ends at once, on every desk. Everybody can read your reason."
        question = Question(
            f"Withdraw {titled(rule.rule)}", about, "Why it is withdrawn", "Withdraw the rule", made, about_rules=True
        )
        self._window.wishes.ask(question, Draft("withdraw", rule.rule), self._window.look)

    def _decline(self, proposal: Proposal) -> None:
        """Ask why the chosen proposal is declined, or taken back."""
        mine = proposal.by == self._known.me

        def made(_chosen: Any, text: str) -> Any:
            action = actions.DeclineProposal(proposal.proposal, text)
            return self._window.wishes.may(action) or action

        does = "Take it back" if mine else "Decline it"
        about = f"“{one_line(proposal.draft.title, 160)}” will not be published. Who proposed it can read your reason."
        question = Question(f"{does}?", about, "Why (may stay empty)", does, made, about_rules=True)
        self._window.wishes.ask(question, Draft("decline", proposal.proposal), self._window.look)

    # The buttons

    @Slot()
    def _show_acts(self) -> None:
        """Say what can be done with the chosen rule."""
        view, rule = self._window.wishes.view, self.chosen
        found = []
        if self._waiting():
            found.append(Act("read_rule", "Read and understood", "first"))
        writes = view is not None and Role.CLINICIAN in view.people.roles_now(view.me)
        proposal = self._proposal
        if writes and self._to_publish is not None:
            found.append(Act("write_rule", "Look at it to publish", "first"))
        if proposal is not None and proposal.outcome is None:
            mine = proposal.by == self._known.me
            found.append(Act("withdraw_rule", "Take it back" if mine else "Decline", "grave"))
        if writes and (rule is not None or self._notice is not None):
            found.append(Act("write_rule", "Replace" if rule is not None else "Make it a rule"))
        if writes:
            found.append(Act("new_rule", "New rule"))
        if rule is not None:
            found.append(Act("rule_history", "History"))
        if writes and rule is not None and rule.withdrawn_at is None:
            found.append(Act("withdraw_rule", "Withdraw", "grave", self.why_not("withdraw_rule")))
        self._pane.offer(found)
