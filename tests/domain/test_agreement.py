"""Decide and the fold agree: what is allowed takes effect, and what is refused would have had none."""

import re
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.domain import actions, events
from console.domain.actions import Action, ChatAction, Refusal
from console.domain.chats import RENEWED_FOR, TAKEN_FOR, Chat, Offer
from console.domain.deciding import decide, next_chat
from console.domain.events import WireEvent
from console.domain.giving import USUAL_LIMIT
from console.domain.people import People
from console.domain.roster import Shift
from console.domain.rules import Rule
from console.domain.words import Audience, ChatOutcome, Risk, Role, RuleLevel
from tests.builders import at
from tests.domain.knowing import Knowing, rule

DOERS = ("UC1", "UC2", "ULEAD", "UADMIN", "UHOST", "UMOD", "UNOBODY")
RULES = ("R1", "R2")
CHATS = ("waits", "held", "offered", "closed", "left", "unknown")

# Refused though the fold would let it through: the limit, rules, roster (and who could never accept), reason, length,
# and what would only be said again.
WIDER = re.compile(
    r"your limit is|^A limit is|^Read rule|not on this shift|No shift is planned|no role that allows taking"
    r"|needs a reason|too long|is empty|it rests on you|Nothing differs|is withdrawn\.|no longer in force"
)


def wish_of_rule(name: str, body: str) -> actions.PublishRule:
    return actions.PublishRule("A title", body, RuleLevel.NOTE, (Audience.ADULTS,), name)


chat = st.sampled_from(CHATS)
person = st.sampled_from(DOERS)
words = st.sampled_from(("", "a word"))
wishes: st.SearchStrategy[Action] = st.one_of(
    st.just(actions.TakeNext()),
    st.builds(actions.TakeChat, chat),
    st.builds(actions.TakeChat, chat),
    st.builds(actions.ReleaseChat, chat, words),
    st.builds(actions.PassChat, chat, person, words),
    st.builds(actions.PassChat, chat, person, words),
    st.builds(actions.ReturnPass, chat, words),
    st.builds(actions.CloseChat, chat, st.sampled_from(ChatOutcome), words),
    st.builds(actions.ReopenChat, chat, words),
    st.builds(actions.NoteChat, chat, words),
    st.builds(actions.SetRisk, chat, st.sampled_from(Risk), words),
    st.builds(actions.AskTeam, chat, words),
    st.just(actions.RenewLeases()),
    st.builds(actions.LiftLimit, person, st.integers(0, 5)),
    st.builds(actions.GiveRole, person, st.sampled_from(Role)),
    st.builds(actions.TakeRole, person, st.sampled_from(Role)),
    st.builds(wish_of_rule, st.sampled_from(RULES), st.sampled_from(("one thing", "another"))),
    st.builds(actions.WithdrawRule, st.sampled_from(RULES), words),
    st.builds(actions.AcknowledgeRule, st.sampled_from(RULES)),
)
happenings: st.SearchStrategy[tuple[str, WireEvent]] = st.one_of(
    st.tuples(st.just("UPLAT"), st.builds(events.ChatEnded, chat)),
    st.tuples(st.just("UPLAT"), st.builds(events.ChatUpdated, chat, st.sampled_from(Risk))),
    st.tuples(st.just("UDOC"), st.builds(rule, st.just("R1"))),
    st.tuples(person, st.builds(events.RuleAcknowledged, st.just("R1"), st.just(1), st.just("rule"))),
    st.tuples(st.just("UADMIN"), st.builds(events.RoleGiven, person, st.sampled_from(Role))),
)
acted = st.tuples(st.sampled_from(("UC1", "UC2", "UDOC", *DOERS)), wishes)
gaps = st.sampled_from((0.000001, 1, 1, 60, 119, 120, 299, 600))
steps = st.lists(st.tuples(gaps, st.one_of(acted, acted, acted, happenings)), min_size=5, max_size=20)


def in_the_middle_of_things(planned: bool) -> Knowing:
    """A desk that knows one chat of each kind; UC1 was the last to do something to each that is not waiting."""
    desk = Knowing()
    if planned:
        desk.planned("UC1:counsellor", "UC2:counsellor", "ULEAD:lead")
    for n, (name, risk) in enumerate(zip(CHATS[:-1], Risk, strict=True)):
        desk.opens(name, n, risk)
    desk.does(actions.TakeChat("closed"), "UC1", 5)
    desk.does(actions.CloseChat("closed", ChatOutcome.HELPED), "UC1", 6)
    desk.does(actions.TakeChat("left"), "UC1", 7)
    desk.happens(events.ChatEnded("left"), "UPLAT", 8)
    desk.does(actions.TakeChat("held"), "UC1", 9)
    desk.does(actions.TakeChat("offered"), "UC1", 10)
    desk.does(actions.PassChat("offered", "UC2"), "UC1", 11)
    return desk


@dataclass(frozen=True)
class Known:
    """The rows of a moment, kept."""

    people: People
    chats: dict[str, Chat]
    shifts: dict[str, Shift]
    asks: frozenset[str]
    rules: dict[str, Rule]


def known(desk: Knowing) -> Known:
    return Known(desk.people, desk.chats, desk.shifts, frozenset(desk.asks), desk.rules)


def had_its_effect(event: WireEvent, by: str, seconds: float, before: Known, after: Known) -> bool:
    """Whether what the event is for was not so before it, and is so right after."""
    now = at(seconds)
    match event:
        case events.LeaseRenewed(held):
            kept = [after.chats[name] for name in held]
            return bool(held) and all(
                one.holder_at(now) == by and one.lease_until == now + RENEWED_FOR[one.risk.high] for one in kept
            )
        case events.LimitLifted(who, shift, limit):
            usual = before.shifts[shift].limits.get(who, USUAL_LIMIT)
            return usual != limit and after.shifts[shift].limits.get(who) == limit
        case events.RoleGiven(who, role):
            return any(
                one.role is role and one.by == by and one.since.at == now for one in after.people.grants.get(who, ())
            )
        case events.RoleTaken(who, role):
            return role in before.people.roles_now(who) and role not in after.people.roles_now(who)
        case events.RulePublished() | events.RuleWithdrawn() | events.RuleAcknowledged():
            return rule_moved(event, by, seconds, before.rules.get(event.rule), after.rules.get(event.rule))
        case events.AskPosted(ask, _, name):
            return ask in after.asks - before.asks and name in after.chats
        case _:
            name = getattr(event, "chat")  # noqa: B009 -- all that is left names a chat
            return chat_moved(event, by, seconds, before.chats[name], after.chats[name])


def rule_moved(
    event: events.RulePublished | events.RuleWithdrawn | events.RuleAcknowledged,
    by: str,
    seconds: float,
    before: Rule | None,
    after: Rule | None,
) -> bool:
    if after is None:
        return False
    match event:
        case events.RulePublished():
            known = () if before is None else before.versions
            new = (after.latest.by, after.latest.at, after.latest.body) == (by, at(seconds), event.body)
            return new and after.versions[:-1] == known and after.withdrawn_at is None
        case events.RuleWithdrawn():
            assert before is not None
            return before.withdrawn_at is None and (after.withdrawn_at, after.withdrawn_by) == (at(seconds), by)
        case events.RuleAcknowledged():
            assert before is not None
            return by not in before.latest.acknowledged and by in after.latest.acknowledged


def chat_moved(event: WireEvent, by: str, seconds: float, before: Chat, after: Chat) -> bool:
    now = at(seconds)
    match event:
        case events.ChatTaken():
            taken = after.holder_at(now) == by and after.lease_until == now + TAKEN_FOR[after.risk.high]
            return before.holder_at(now) != by and taken and after.offer is None
        case events.ChatReleased():
            freed = after.holder is None and after.since == now and not after.closed
            return before.holder_at(now) is not None and freed
        case events.ChatPassed(_, to, note):
            if to == before.holder_at(now):
                return before.offer_at(now) is not None and after.offer is None
            return after.offer_at(now) == Offer(by, to, now, note) and after.holder == before.holder
        case events.PassReturned():
            return before.offer_at(now) is not None and after.offer is None and after.holder == before.holder
        case events.ChatClosed(_, outcome):
            closed = (after.closed_by, after.closed_at, after.outcome) == (by, now, outcome)
            return before.closed_at is None and closed
        case events.ChatReopened():
            return before.closed and not after.closed and after.holder is None
        case events.ChatNoted():
            return len(after.notes) == len(before.notes) + 1
        case events.ChatRiskSet(_, risk):
            return before.risk is not risk and after.risk is risk
        case _:
            raise AssertionError(event)


def wished(desk: Knowing, action: Action, by: str, seconds: float) -> WireEvent | None:
    """The event that a refused action would have been; None where there is none to speak of."""
    match action:
        case actions.TakeNext():
            found = next_chat(desk, by, at(seconds))
            return None if found is None else events.ChatTaken(found.chat)
        case actions.RenewLeases():
            held = tuple(name for name, one in desk.chats.items() if one.holder_at(at(seconds)) == by)
            return events.LeaseRenewed(held)
        case actions.LiftLimit(who, limit):
            return events.LimitLifted(who, "s1", limit)
        case actions.GiveRole(who, role):
            return events.RoleGiven(who, role)
        case actions.TakeRole(who, role):
            return events.RoleTaken(who, role)
        case actions.PublishRule(title, body, level, audience, name):
            return events.RulePublished(name, title, body, level, audience)
        case actions.WithdrawRule(name):
            return events.RuleWithdrawn(name)
        case actions.AcknowledgeRule(name):
            read = desk.rules.get(name)
            return None if read is None else events.RuleAcknowledged(name, read.latest.number, read.latest.of)
        case _ if isinstance(action, ChatAction):
            return wished_of_chat(action)
        case _:  # cases and handovers have signatures of several people: tests/domain/test_caring.py
            return None


def wished_of_chat(action: ChatAction) -> WireEvent:
    match action:
        case actions.TakeChat(name):
            return events.ChatTaken(name)
        case actions.ReleaseChat(name):
            return events.ChatReleased(name)
        case actions.PassChat(name, to):
            return events.ChatPassed(name, to)
        case actions.ReturnPass(name):
            return events.PassReturned(name)
        case actions.CloseChat(name, outcome):
            return events.ChatClosed(name, outcome)
        case actions.ReopenChat(name):
            return events.ChatReopened(name)
        case actions.NoteChat(name, note):
            return events.ChatNoted(name, note)
        case actions.SetRisk(name, risk):
            return events.ChatRiskSet(name, risk)
        case actions.AskTeam(name, question):
            return events.AskPosted("another", question, name)


def calm(sentence: str) -> bool:
    return sentence[0].isupper() and sentence[-1] == "." and "!" not in sentence and "(" not in sentence


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.booleans())
def test_what_is_allowed_has_its_effect_and_what_is_refused_would_have_none(
    night: list[tuple[float, tuple[str, Action | WireEvent]]], planned: bool
) -> None:
    desk, seconds = in_the_middle_of_things(planned), 11.0
    for gap, (by, what) in night:
        seconds += gap
        if not isinstance(what, Action):
            desk.happens(what, by, seconds, id="rule" if isinstance(what, events.RulePublished) else None)
            continue
        before, listed = known(desk), desk.not_entitled()
        event = decide(desk, what, by=by, at=at(seconds), id=f"d{seconds}")
        if not isinstance(event, Refusal):
            desk.happens(event, by, seconds, id=f"d{seconds}")
            assert desk.not_entitled() == listed
            assert had_its_effect(event, by, seconds, before, known(desk))
            continue
        assert calm(event.why)
        if not WIDER.search(event.why) and (wish := wished(desk, what, by, seconds)) is not None:
            one = desk.happens(wish, by, seconds)
            after = known(desk)
            desk.takes_back(one)
            assert not (is_known(wish, before) and had_its_effect(wish, by, seconds, before, after)), event.why


def is_known(wish: WireEvent, before: Known) -> bool:
    """Whether the desk knows what the wish is about; of anything else it says just that."""
    if isinstance(wish, events.LimitLifted):
        return wish.shift in before.shifts
    if isinstance(wish, events.RuleWithdrawn):
        return wish.rule in before.rules
    return getattr(wish, "chat", "held") in before.chats
