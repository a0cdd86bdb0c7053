"""What of a desk can be found, and how each is shown once it is: keys, chats, rules and people."""

from collections.abc import Callable, Iterator
from typing import Final

from console.desk import View
from console.domain.chats import Chat, ChatState
from console.domain.roster import Shift
from console.domain.rules import RuleState
from console.ui import findings
from console.ui.findings import ACTION, CHAT, CLOSED, PERSON, RULE, Findable, Found, in_order, plain
from console.ui.keys import KEYS, Keymap
from console.ui.queue_rows import Known, band
from console.ui.roster_rows import DUTY_WORDS
from console.ui.rule_rows import called
from console.ui.shapes import RISK_WORDS
from console.ui.text import one_line
from console.ui.times import age, spoken

_PLACES: Final = {key.name: place for place, key in enumerate(KEYS)}
_KEYS: Final = {key.name: key for key in KEYS}
_STATES: Final = {
    RuleState.IN_FORCE: "in force",
    RuleState.SCHEDULED: "from later on",
    RuleState.EXPIRED: "no longer in force",
    RuleState.WITHDRAWN: "withdrawn",
    RuleState.REPLACED: "replaced",
}


class Finding:
    """All that one desk has to be found, as it was when this was made; the words are as fresh as the desk.

    ``why`` says of an action why it cannot be done now. A chat at A or B is never found by its topic, nor shown
    with it.
    """

    def __init__(self, view: Callable[[], View | None], known: Known, keys: Keymap, why: Callable[[str], str]) -> None:
        self._now, self._known, self._keys, self._why = view, known, keys, why
        self.things = in_order((*self._actions(), *self._chats(), *self._rules(), *self._people()))
        self.closed = [one for one in self.things if one.kind == CLOSED]

    @property
    def _view(self) -> View | None:
        return self._now()

    def shown(self, thing: Findable) -> Found | None:
        """How something is shown now; None when it is gone."""
        match thing.kind:
            case findings.ACTION:
                key = _KEYS[thing.name]
                hint = self._keys.hint(key.name)
                return Found(f"action {key.name}", ACTION, key.name, key.does, hint=hint, why=self._why(key.name))
            case findings.CHAT | findings.CLOSED:
                return self._chat(thing.name)
            case findings.RULE:
                return self._rule(thing.name)
            case _:
                return self._person(thing.name)

    # What there is

    def _actions(self) -> Iterator[Findable]:
        for key in KEYS:
            if key.name != "find":
                yield Findable(plain(f"{key.does} {self._keys.hint(key.name)}"), ACTION, (_PLACES[key.name],), key.name)

    def _chats(self) -> Iterator[Findable]:
        view = self._view
        chats = {} if view is None else view.chats
        for chat in chats.values():
            words = chat.alias if chat.risk.high or not chat.topic else f"{chat.alias} {chat.topic}"
            over = chat.closed_at or chat.ended_at
            if over is None:
                held = chat.holder != self._known.me, chat.holder is not None
                yield Findable(plain(words), CHAT, (*held, chat.risk, chat.since), chat.chat)
            else:
                yield Findable(plain(words), CLOSED, (-over.timestamp(),), chat.chat)

    def _rules(self) -> Iterator[Findable]:
        view = self._view
        rules = {} if view is None else view.rules
        for rule in rules.values():
            words = f"{called(rule.rule)} {rule.rule} {rule.latest.title} {' '.join(rule.latest.words)}"
            yield Findable(plain(words), RULE, (rule.withdrawn_at is not None, rule.rule), rule.rule)

    def _people(self) -> Iterator[Findable]:
        view, shift = self._view, self._shift()
        if view is None:
            return
        there = frozenset() if shift is None else shift.people
        for person in view.names.keys() | there | view.people.grants.keys():
            name = view.name(person)
            words = f"{name} {self._known.roles(person)}"
            yield Findable(plain(words), PERSON, (person not in there, name.casefold()), person)

    # How it is shown

    def _shift(self) -> Shift | None:
        view = self._view
        return None if view is None else view.shift(self._known.now)

    def _chat(self, name: str) -> Found | None:
        view = self._view
        chat = None if view is None else view.chats.get(name)
        if chat is None:
            return None
        kind = CLOSED if chat.closed else CHAT
        parts = [band(chat), self._state(chat), RISK_WORDS[chat.risk]]
        if chat.topic and not chat.risk.high:
            parts.append(one_line(chat.topic, 120))
        return Found(f"chat {name}", kind, name, one_line(chat.alias, 60), " · ".join(parts), risk=chat.risk)

    def _state(self, chat: Chat) -> str:
        now, known = self._known.now, self._known
        match chat.state_at(now):
            case ChatState.WAITING:
                return f"waiting {age(chat.waiting_since(now), now)}"
            case ChatState.HELD:
                return f"held by {known.name(chat.holder)} {age(chat.taken_at or chat.since, now)}"
            case ChatState.CLOSED if chat.closed_at is not None:
                return f"closed by {known.name(chat.closed_by)}, {spoken(now - chat.closed_at)} ago"
            case _:
                return f"the member left, {spoken(now - (chat.ended_at or now))} ago"

    def _rule(self, name: str) -> Found | None:
        view = self._view
        rule = None if view is None else view.rules.get(name)
        if rule is None:
            return None
        now = self._known.now
        state = _STATES.get(rule.state_of(rule.in_force(now) or rule.latest, now), "")
        title = one_line(f"{called(name)} — {rule.latest.title}", 160)
        return Found(f"rule {name}", RULE, name, title, " · ".join((f"v{rule.latest.number}", state)))

    def _person(self, name: str) -> Found | None:
        view, shift = self._view, self._shift()
        if view is None:
            return None
        duties = [] if shift is None else [one for one in shift.duties if one.person == name]
        on_shift = ", ".join(f"{DUTY_WORDS[one.duty].lower()}, {one.state.value}" for one in duties)
        parts = [self._known.roles(name) or "no role", f"on this shift as {on_shift}" if on_shift else ""]
        title = one_line(view.name(name), 60) + (" (you)" if name == view.me else "")
        return Found(f"person {name}", PERSON, name, title, " · ".join(filter(None, parts)))
