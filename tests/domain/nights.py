"""Nights that hypothesis draws, and the rows that one fold from nothing makes of them."""

from hypothesis import strategies as st

from console.domain import events
from console.domain.ledger import BEGINNING, Folded, fold_subject
from console.domain.messages import Batch, Entry, Message, Person
from console.domain.people import People
from console.domain.subjects import PEOPLE, Subject, subjects_of
from console.domain.words import AgeBand, Audience, ChatOutcome, Decision, Duty, Home, PostPlace, Risk, Role, RuleLevel
from tests.builders import at, entry
from tests.fakes import FakeLog

PEOPLE_IDS = ("UADMIN", "UPLAT", "ULEAD", "UC1", "UC2", "UDOC")
CHATS = ("c1", "c2")
RULES = ("R1", "R2")
CHANNELS = {
    Home.CHAT_QUEUE: "C0QUEUE",
    Home.SHIFT_LOG: "C1LOG",
    Home.MOD_UPDATES: "C2UPD",
    Home.MOD_MAIN: "C3MAIN",
    Home.CASES: "C4CASES",
    Home.ASKS: "C5ASKS",
}

chat = st.sampled_from(CHATS)
person = st.sampled_from(PEOPLE_IDS)
rule_fields = st.builds(
    lambda kind, rule, begins: kind(rule, "title", "body", RuleLevel.MUST, (Audience.ADULTS,), begins),
    st.sampled_from((events.RulePublished, events.RuleReplaced)),
    st.sampled_from(RULES),
    st.sampled_from((None, at(0), at(1_000))),
)
queue_events = st.one_of(
    st.builds(events.ChatOpened, chat, st.just("quiet-otter"), st.just(AgeBand.TEEN), st.sampled_from(Risk)),
    st.builds(events.ChatUpdated, chat, st.sampled_from(Risk)),
    st.builds(events.ChatEnded, chat),
    st.builds(
        events.PostSubmitted,
        st.just("p1"),
        st.just("sunny-kite"),
        st.just(AgeBand.TEEN),
        st.just(PostPlace.FORUM),
        st.sampled_from(("a post", "another")),
    ),
)
log_events = st.one_of(
    st.builds(events.ChatTaken, chat),
    st.builds(events.ChatTaken, chat),
    st.builds(events.LeaseRenewed, st.lists(chat, max_size=2).map(tuple)),
    st.builds(events.ChatReleased, chat),
    st.builds(events.ChatReopened, chat),
    st.builds(events.ChatPassed, chat, person),
    st.builds(events.PassReturned, chat),
    st.builds(events.ChatClosed, chat, st.sampled_from(ChatOutcome)),
    st.builds(events.ChatNoted, chat, st.just("a note")),
    st.builds(events.ChatRiskSet, chat, st.sampled_from(Risk)),
    st.builds(events.LimitLifted, person, st.just("s1"), st.just(4)),
    st.builds(events.RuleAcknowledged, st.sampled_from(RULES), st.just(1), st.sampled_from(("i1", "i2", "i3"))),
    st.builds(events.DutyStarted, st.just("s1"), st.sampled_from(Duty)),
    st.builds(events.DutyPaused, st.just("s1"), st.sampled_from(Duty), st.just(at(60))),
    st.builds(events.DutyEnded, st.just("s1"), st.sampled_from(Duty)),
    st.builds(events.TaskDone, st.just("t1")),
    st.builds(events.TaskUndone, st.just("t1")),
    st.builds(events.TaskDone, st.just("t1"), st.none(), st.just("s1"), st.just("Look"), st.just(at(60))),
    st.builds(events.PostTaken, st.just("p1")),
    st.builds(events.PostReleased, st.just("p1")),
    st.builds(events.LeaseRenewed, st.just(()), st.just(("p1",))),
    st.builds(
        events.PostReviewed,
        st.just("p1"),
        st.sampled_from([f"i{n}" for n in range(60)]),
        st.booleans(),
        st.just("why"),
        st.none() | st.sampled_from(RULES),
        st.none() | st.just(1),
    ),
    st.builds(
        events.PostOpinionAsked,
        st.just("p1"),
        st.sampled_from([f"i{n}" for n in range(60)]),
        st.sampled_from((Decision.PUBLISH, Decision.EDIT)),
        st.just("why"),
    ),
    st.builds(events.PostOpinionDeclined, st.just("p1"), st.sampled_from([f"i{n}" for n in range(60)])),
    st.builds(
        events.PostJudged,
        st.just("p1"),
        st.sampled_from(Decision),
        st.sampled_from([f"i{n}" for n in range(60)]),
        person,
        st.none() | st.sampled_from(RULES),
    ),
    st.builds(
        events.PostDecided,
        st.just("p1"),
        st.sampled_from(Decision),
        st.none() | st.sampled_from(RULES),
        st.none() | st.just(1),
        st.none() | st.sampled_from(("i1", "i2")),
        opinion=st.none() | st.sampled_from([f"i{n}" for n in range(60)]),
        template=st.none() | st.just("T1"),
        template_of=st.none() | st.sampled_from(("i1", "i2")),
    ),
)
main_events = st.one_of(
    st.builds(events.RoleGiven, person, st.sampled_from(Role)),
    st.builds(events.RoleGiven, person, st.sampled_from(Role)),
    st.builds(events.RoleTaken, person, st.sampled_from(Role)),
    st.builds(
        events.RosterPublished,
        st.just("s1"),
        st.just("Night"),
        st.just(at(0)),
        st.just(at(36_000)),
        st.lists(st.builds("{}:{}".format, person, st.sampled_from(Duty)), max_size=3).map(tuple),
    ),
    st.builds(events.TaskPlanned, st.just("t1"), st.just("s1"), st.just("Check")),
    st.builds(
        events.RoutineSet,
        st.just("w1"),
        st.just("Look"),
        st.sampled_from((("00:00",), ("03:00", "06:30"))),
        ended=st.none() | st.just(value=True),
    ),
    st.builds(events.TemplateSet, st.just("T1"), st.sampled_from(("Names", "Links")), st.just("Hello {alias}")),
    st.builds(events.TemplateWithdrawn, st.just("T1"), st.none() | st.just("why")),
    st.builds(events.StaffingSet, st.sampled_from(((), ("host:22:00-08:00:1",), ("none",)))),
    st.builds(events.SwapAsked, st.just("s1"), st.just(Duty.HOST), st.none() | person, st.none() | person),
    st.builds(events.SwapAgreed, st.sampled_from(("i1", "i2", "i3"))),
    st.builds(events.SwapDeclined, st.sampled_from(("i1", "i2", "i3"))),
    st.builds(
        lambda of: events.RosterPublished("s1", "Night", at(0), at(36_000), ("UC1:host",), swap=of),
        st.sampled_from(("i1", "i2", "i3")),
    ),
    st.just(events.HandoverWritten("s1", "s2", at(0), "0", (), ())),
    st.builds(events.HandoverSigned, st.sampled_from(("i1", "i2", "i3")), st.just(at(0)), st.just("0")),
)
update_events = st.one_of(
    rule_fields,
    st.builds(events.RuleWithdrawn, st.sampled_from(RULES)),
    st.builds(
        events.RuleProposed,
        person,
        st.just("title"),
        st.just("body"),
        st.just(RuleLevel.MUST),
        st.just((Audience.ADULTS,)),
    ),
    st.builds(events.RuleProposalDeclined, st.sampled_from(("i1", "i2", "i3"))),
    st.builds(
        lambda rule, of: events.RulePublished(rule, "t", "b", RuleLevel.NOTE, (Audience.ADULTS,), proposal=of),
        st.sampled_from(RULES),
        st.sampled_from(("i1", "i2")),
    ),
    st.builds(events.Said, st.just("by hand"), st.just(Home.MOD_UPDATES)),
)
ask_events = st.one_of(
    st.builds(events.AskPosted, st.just("a1"), st.just("question"), st.none() | chat, st.none() | st.just("p1")),
    st.builds(events.Said, st.just("an answer"), st.just(Home.ASKS)),
)
case = st.sampled_from(("k1", "k2"))
opinion = st.sampled_from(("i1", "i2", "i3"))
case_events = st.one_of(
    st.builds(events.CaseFlagged, case, st.just("quiet-otter"), st.sampled_from(Risk), owner=st.none() | person),
    st.builds(
        events.CaseUpdated,
        case,
        st.none() | st.sampled_from(Risk),
        summary=st.none() | st.just("a summary"),
        owner=st.none() | person,
        next_check=st.none() | st.just(at(900)),
    ),
    st.builds(events.CaseClosed, case, st.just("safe"), opinion=st.none() | opinion),
    st.builds(events.CaseUpdated, case, st.just(Risk.E), opinion=opinion, why=st.just("why")),
    st.builds(events.CaseOpinionAsked, case, st.just("why"), st.none() | st.just("safe"), st.none() | st.just(Risk.E)),
    st.builds(events.CaseOpinionDeclined, case, opinion),
    st.builds(events.CaseAssessed, case, st.sampled_from((None, "", "yes")), when=st.none() | st.just("tonight")),
    st.builds(events.CaseMerged, case, case, st.none() | st.sampled_from(Risk)),
    st.builds(events.CaseSignedOver, case, st.just("s1")),
    st.builds(events.CaseSignedFor, case, st.just("s1"), st.just("in my words")),
)
happenings = st.one_of(
    st.tuples(st.just(Home.CHAT_QUEUE), queue_events),
    st.tuples(st.just(Home.SHIFT_LOG), log_events),
    st.tuples(st.just(Home.SHIFT_LOG), log_events),
    st.tuples(st.just(Home.MOD_MAIN), main_events),
    st.tuples(st.just(Home.MOD_UPDATES), update_events),
    st.tuples(st.just(Home.CASES), case_events),
    st.tuples(st.just(Home.ASKS), ask_events),
)


@st.composite
def nights(draw: st.DrawFn) -> list[Entry]:
    """A few dozen facts, dense enough to get in each other's way."""
    written = []
    roles = [("UPLAT", Role.PLATFORM), ("ULEAD", Role.LEAD), ("UC1", Role.COUNSELLOR), ("UDOC", Role.CLINICIAN)]
    for n, (who, role) in enumerate(roles):
        written.append(entry(events.RoleGiven(who, role), "UADMIN", -100 + n, channel="C3MAIN", id=f"r{n}"))
    seconds = 0
    asked: list[int] = []
    for home, event in draw(st.lists(happenings, max_size=40)):
        seconds += draw(st.sampled_from((0, 1, 50, 119, 120, 300, 700)))
        by = draw(st.sampled_from(PEOPLE_IDS) if home is not Home.CHAT_QUEUE else st.sampled_from(("UPLAT", "UC1")))
        action = draw(st.sampled_from([f"i{n}" for n in range(60)]))
        thread = None
        if isinstance(event, events.Said):
            action = ""
            if home is Home.ASKS and asked:
                thread = draw(st.sampled_from(asked))
        if isinstance(event, events.AskPosted):
            asked.append(seconds)
        written.append(entry(event, by, seconds, channel=CHANNELS[home], id=action, thread=thread))
    one_each = {one.position: one for one in written}  # Slack has one message at a position
    return list(one_each.values())


def from_nothing(log: FakeLog) -> dict[Subject, Folded]:
    """The specification: every subject folded once from all that is kept."""
    entries = log.counting()
    roles = fold_subject(PEOPLE, log.entries(PEOPLE), People(log.admins))
    assert roles is not None
    assert isinstance(roles.row, People)
    subjects = {subject for one in entries for subject in subjects_of(one)} | {PEOPLE}
    folded = {subject: fold_subject(subject, log.entries(subject), roles.row) for subject in subjects}
    untouched = roles.last == BEGINNING and not log.admins
    return {subject: one for subject, one in folded.items() if one and not (untouched and subject == PEOPLE)}


ADMIN = (Person("UADMIN", "The admin", admin=True),)


def log_of(messages: list[Message]) -> FakeLog:
    log = FakeLog()
    log.append(Batch(tuple(messages), people=ADMIN))
    return log
