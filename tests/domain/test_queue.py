"""Who is helped next is found at once, and is always the one that looking through all chats would find."""

from collections.abc import Iterable
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.domain.chats import Chat, ChatState, Offer
from console.domain.queue import Queue, queue_of
from console.domain.words import AgeBand, Risk
from tests.builders import at

PEOPLE = ("UC1", "UC2")
seconds = st.integers(0, 12).map(lambda n: at(n * 60))
names = st.sampled_from(("c1", "c2", "c3", "c4", "c5", "c6"))


@st.composite
def rows(draw: st.DrawFn) -> Chat:
    """A chat as a fold leaves it: nobody's, somebody's for a while, offered, or over."""
    since = draw(seconds)
    chat = Chat(draw(names), "otter", AgeBand.TEEN, draw(st.sampled_from(Risk)), None, None, False, since, since)
    if draw(st.booleans()):
        chat = replace(chat, holder=draw(st.sampled_from(PEOPLE)), lease_until=draw(seconds))
        if draw(st.booleans()):
            by, to = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(PEOPLE))
            chat = replace(chat, offer=Offer(by, to, draw(seconds)))
    match draw(st.sampled_from(("open", "open", "open", "ended", "closed"))):
        case "ended":
            return replace(chat, ended_at=draw(seconds), lease_until=None, offer=None)
        case "closed":
            return replace(chat, closed_at=draw(seconds), holder=None, lease_until=None, offer=None)
        case _:
            return chat


def looked_through(chats: Iterable[Chat], person: str, now: datetime) -> Chat | None:
    """The chat to take next, found by looking at each."""

    def offered(chat: Chat) -> bool:
        offer = chat.offer_at(now)
        return offer is not None and offer.to == person

    waiting = [chat for chat in chats if chat.state_at(now) is ChatState.WAITING or (offered(chat) and not chat.closed)]
    return min(
        waiting, key=lambda chat: (chat.risk, not offered(chat), chat.waiting_since(now), chat.chat), default=None
    )


changes = st.lists(st.one_of(rows(), rows(), names, st.just(None)), max_size=30)


@given(changes, st.lists(seconds, min_size=1, max_size=4))
def test_whatever_changed_the_first_is_the_one_that_looking_through_all_would_find(
    changed: list[Chat | str | None], moments: list[datetime]
) -> None:
    queue, plain = Queue(), dict[str, Chat]()
    for one in changed:
        match one:
            case Chat():
                queue[one.chat] = plain[one.chat] = one
            case str() if one in plain:
                del queue[one], plain[one]
            case None if len(plain) > 4:
                queue.clear()
                plain.clear()
            case _:
                pass
        assert queue == plain
        for now in moments:
            for risk in Risk:
                here = {id for id, chat in plain.items() if chat.risk is risk}
                wait = {id for id in here if plain[id].state_at(now) is ChatState.WAITING}
                assert sorted(queue.waiting(risk, now)) == sorted((plain[id].waiting_since(now), id) for id in wait)
            for person in PEOPLE:
                assert queue.first(person, now) == looked_through(plain.values(), person, now)
                held = [chat for chat in plain.values() if chat.holder_at(now) == person and not chat.closed]
                assert queue.held_by(person, now) == sorted(held, key=lambda chat: (chat.risk, chat.since, chat.chat))


def test_chats_that_are_in_order_are_not_ordered_again() -> None:
    queue = Queue()
    assert queue_of(queue) is queue
    assert queue_of({}) == queue


def test_a_queue_that_was_emptied_knows_nobody_any_more() -> None:
    chat = Chat("c1", "otter", AgeBand.TEEN, Risk.A, None, None, False, at(0), at(0))
    held = replace(chat, chat="c2", holder="UC1", lease_until=at(600), offer=Offer("UC1", "UC2", at(60)))
    queue = queue_of({"c1": chat, "c2": held})
    assert queue.held_by("UC1", at(1)) == [held]
    queue.clear()
    assert queue == {}
    assert queue.first("UC2", at(1)) is None
    assert queue.held_by("UC1", at(1)) == []
