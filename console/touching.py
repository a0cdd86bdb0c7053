"""Which posting rules the words of a wish touch: what is written at the command line is screened, too."""

from datetime import datetime
from typing import Final, NamedTuple

from console.desk import View
from console.domain.actions import DecidePost, Refusal, SetTemplate
from console.domain.rules import called
from console.domain.words import AgeBand, Decision, RuleLevel
from console.naming import ask_of, chat_of, post_of
from console.wishes import What, Wish, action_of

_WRITTEN: Final = frozenset(
    (
        *(What.RELEASE_CHAT, What.PASS_CHAT, What.RETURN_PASS, What.CLOSE_CHAT, What.REOPEN_CHAT),
        *(What.NOTE_CHAT, What.SET_RISK, What.ASK, What.ANSWER),
    )
)
_TO_MEMBERS: Final = frozenset((What.DECIDE_POST, What.SET_TEMPLATE))


class Touching(NamedTuple):
    """The rules that some words touch, in a sentence (empty: none), and whether one of them is a stop rule."""

    said: str = ""
    stops: bool = False


def touching_of(view: View, wish: Wish, at: datetime) -> Touching:
    """What the words of a wish touch, by the rules in force at the moment for the age band that they are about."""
    in_force = [rule for rule in view.rules.values() if rule.in_force(at) is not None]
    words = _words(view, wish, at)
    if not words.strip() or not in_force:
        return Touching()
    from console.domain.screening import Screen, read  # noqa: PLC0415 -- most wishes have no words

    screen = Screen(in_force, at)
    hits = screen.touched(read(words), _band(view, wish))
    found = {hit.rule: screen.in_force[hit.rule] for hit in hits}
    named = [f"{called(rule)} v{one.number} ({one.level.value}) — {one.title}" for rule, one in found.items()]
    stops = any(one.level is RuleLevel.STOP for one in found.values())
    return Touching(f"This touches {', '.join(named)}." if named else "", stops)


def _words(view: View, wish: Wish, at: datetime) -> str:
    """What is screened of a wish: what stands in a chat, and what members are told."""
    if wish.action in _TO_MEMBERS:
        meant = action_of(view, wish, at, view.zone)
        if isinstance(meant, DecidePost):
            return meant.message if meant.decision is Decision.DECLINE else ""
        return meant.body if isinstance(meant, SetTemplate) else ""
    return wish.text if wish.action in _WRITTEN else ""


def advised(view: View, wish: DecidePost, at: datetime) -> tuple[str, ...]:
    """The rules in force that a post touches as it would be published."""
    post = view.posts.get(wish.post)
    in_force = [rule for rule in view.rules.values() if rule.in_force(at) is not None]
    if post is None or not in_force:
        return ()
    from console.domain.screening import Screen, read  # noqa: PLC0415 -- as above

    text = wish.text if wish.decision is Decision.EDIT else post.text
    return tuple(dict.fromkeys(hit.rule for hit in Screen(in_force, at).touched(read(text), post.age_band)))


def _band(view: View, wish: Wish) -> AgeBand | None:
    """The age band of the chat or post that a wish is about; None where there is none, and every rule is meant."""
    if wish.action is What.DECIDE_POST:
        name: str | Refusal = post_of(view, wish.post)
        post = None if isinstance(name, Refusal) else view.posts.get(name)
        return None if post is None else post.age_band
    if wish.action is What.SET_TEMPLATE:
        return None
    if wish.action is What.ANSWER:
        position = ask_of(view, wish.about)
        name = next((ask.chat or "" for ask in view.asks.values() if ask.position == position), "")
    else:
        name = chat_of(view, wish.chat, over=wish.action is What.REOPEN_CHAT)
    chat = None if isinstance(name, Refusal) else view.chats.get(name)
    return None if chat is None else chat.age_band
