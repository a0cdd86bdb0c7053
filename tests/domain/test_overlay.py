"""What is laid over the rows is what folding all that waits would give, and nothing is folded twice."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain import events
from console.domain.chats import Chat
from console.domain.events import WireEvent
from console.domain.ledger import Row
from console.domain.messages import Position
from console.domain.overlay import Overlay
from console.domain.pending import Answer, Pending, Stage, over
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Home, Risk
from tests.builders import at, team

CHANNELS = {Home.SHIFT_LOG: "C1LOG", Home.ASKS: "C5ASKS"}
PEOPLE = team()
ASK = Position(at(1), "C5ASKS")
ROWS: dict[Subject, Row] = {
    Subject(Kind.CHAT, name): Chat(name, name, AgeBand.ADULT, Risk.C, None, None, False, at(0), at(0))
    for name in ("c1", "c2", "c3")
}
DEEDS: Sequence[WireEvent | Answer] = (
    *(events.ChatNoted(name, "a note") for name in ("c1", "c2", "c9")),
    events.ChatTaken("c1"),
    events.ChatPassed("c1", "UC2"),
    events.ChatRiskSet("c2", Risk.A),
    events.LeaseRenewed(("c1", "c3")),
    events.AskPosted("a1", "What now?", "c2"),
    Answer(ASK, "Stay."),
)


def action(number: int, deed: WireEvent | Answer, stage: Stage = Stage.PENDING) -> Pending:
    home = Home.ASKS if isinstance(deed, Answer | events.AskPosted) else Home.SHIFT_LOG
    return Pending(f"id{number}", home, deed, "text", at(5 + number), number, stage)


def laid(overlay: Overlay, waiting: Sequence[Pending], now: float = 60, me: str = "UC1") -> dict[Subject, Row]:
    return overlay.rows(ROWS.get, waiting, me=me, channels=CHANNELS, people=PEOPLE, now=at(now))


@given(st.lists(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(Stage)), max_size=6), max_size=5))
def test_it_is_what_folding_all_that_waits_gives_whatever_came_before(lives: list[list[tuple[int, Stage]]]) -> None:
    overlay = Overlay()
    for life in lives:
        waiting = [action(number, DEEDS[which], stage) for number, (which, stage) in enumerate(life)]
        whole = over(ROWS.get, waiting, me="UC1", channels=CHANNELS, people=PEOPLE, now=at(60))
        assert laid(overlay, waiting) == whole


def test_only_what_an_action_is_about_is_folded_anew() -> None:
    overlay, first, second = Overlay(), action(1, DEEDS[0]), action(2, DEEDS[1])
    before = laid(overlay, [first, second], 60)
    after = laid(overlay, [first, second, action(3, events.ChatNoted("c2", "another"))], 70)
    assert after[Subject(Kind.CHAT, "c1")] is before[Subject(Kind.CHAT, "c1")]
    assert after[Subject(Kind.CHAT, "c2")] != before[Subject(Kind.CHAT, "c2")]
    sent = replace(first, stage=Stage.SENT, position=Position(at(50), "C1LOG"))
    assert laid(overlay, [sent], 70)[Subject(Kind.CHAT, "c1")] != before[Subject(Kind.CHAT, "c1")]


def test_a_take_that_has_not_gone_out_holds_from_now_on() -> None:
    overlay, take = Overlay(), action(1, events.ChatTaken("c1"))
    for now in (60, 6_000):
        chat = laid(overlay, [take], now)[Subject(Kind.CHAT, "c1")]
        assert isinstance(chat, Chat)
        assert chat.holder_at(at(now + 60)) == "UC1"


def test_whose_desk_it_is_and_who_may_do_what_change_everything() -> None:
    overlay, note = Overlay(), action(1, DEEDS[0])
    assert Subject(Kind.CHAT, "c1") in laid(overlay, [note])
    before = laid(overlay, [note])[Subject(Kind.CHAT, "c1")]
    assert laid(overlay, [note], me="UNOBODY").get(Subject(Kind.CHAT, "c1")) != before
