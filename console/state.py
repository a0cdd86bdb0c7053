"""The desk as plain values, for ``moderation-console state``: JSON for programs, a page of text for people."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from console.desk import View
from console.domain import posts
from console.domain.asks import Ask
from console.domain.chats import Chat, ChatState
from console.domain.connection import Link
from console.domain.digest import shown
from console.domain.giving import without_role
from console.domain.pending import Pending, about
from console.domain.roster import Shift
from console.domain.rules import Rule, RuleState, Version
from console.domain.subjects import Kind
from console.domain.tasks import Task


def state_of(view: View, now: datetime, digest: str) -> dict[str, Any]:
    """The desk at a moment, as docs/state.md lists it; ``digest`` is the one at the view's ``complete_to``."""
    connection = view.connection
    pending = {subject.key for one in view.waiting for subject in about(one) if subject.kind is Kind.CHAT}
    return {
        "me": {
            "id": view.me,
            "name": view.name(view.me),
            "roles": sorted(view.people.roles_now(view.me)),
        },
        "complete_to": _time(connection.complete_to),
        "gaps": len(connection.gaps),
        "digest": digest,
        "live": connection.link in (Link.LIVE, Link.POLLING),
        "chats": [_chat(chat, now, pending=chat.chat in pending) for chat in in_order(view.chats.values(), now)],
        "rules": _rules(view, now),
        "roster": _roster(view, now),
        "tasks": [_task(task, now) for task in sorted(view.tasks.values(), key=_by_due)],
        "asks": [_ask(ask) for ask in sorted(view.asks.values(), key=lambda ask: ask.position)],
        "posts": _posts(view, now),
        "outbox": [_pending(one) for one in view.waiting],
        "not_entitled": view.counts.not_entitled,
        "unreadable": view.counts.unreadable,
    }


def in_order(chats: Iterable[Chat], now: datetime) -> list[Chat]:
    """Waiting first, then held, then closed; within each by risk, then who waits longest."""
    ranks = {state: rank for rank, state in enumerate(ChatState)}
    return sorted(chats, key=lambda chat: (ranks[chat.state_at(now)], chat.risk, chat.waiting_since(now), chat.chat))


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _pending(pending: Pending) -> dict[str, Any]:
    return {
        "id": pending.id,
        "event": type(pending.event).__name__,
        "stage": pending.stage,
        "why": pending.why,
        "acted_at": _time(pending.acted_at),
    }


def _chat(chat: Chat, now: datetime, *, pending: bool) -> dict[str, Any]:
    return {
        "chat": chat.chat,
        "alias": chat.alias,
        "age_band": chat.age_band,
        "risk": chat.risk,
        "topic": chat.topic,
        "state": chat.state_at(now),
        "holder": chat.holder_at(now),
        "waiting_since": _time(chat.waiting_since(now)),
        "pending": pending,
    }


def _posts(view: View, now: datetime) -> list[dict[str, Any]]:
    at_risk = posts.at_risk(view.posts.values(), view.cases.values())
    return [_post(post, now) for post in posts.in_order(view.posts.values(), at_risk)]


def _post(post: posts.Post, now: datetime) -> dict[str, Any]:
    decided = post.decided
    return {
        "post": post.post,
        "alias": post.alias,
        "age_band": post.age_band,
        "place": post.place,
        "thread": post.thread,
        "state": post.state_at(now),
        "holder": None if post.over_at else post.holder_at(now),
        "waiting_since": _time(post.since),
        "decision": None if decided is None else decided.decision,
        "decided_by": None if decided is None else decided.by,
        "decided_at": None if decided is None else _time(decided.at),
        "rule": None if decided is None else decided.rule,
        "version": None if decided is None else decided.version,
    }


def _rules(view: View, now: datetime) -> list[dict[str, Any]]:
    shift = view.shift(now)
    on_shift = shift.people if shift else frozenset()
    structured = [
        _version(rule, version, now, on_shift)
        for rule in sorted(view.rules.values(), key=lambda rule: rule.rule)
        for version in reversed(rule.versions)
    ]
    by_hand: list[dict[str, Any]] = [
        {
            "rule": None,
            "version": None,
            "title": notice.text[:80],
            "level": None,
            "state": RuleState.UNSTRUCTURED,
            "acknowledged_by": [],
            "not_acknowledged_by": [],
        }
        for notice in sorted(view.notices.values(), key=lambda notice: notice.position)
    ]
    return structured + by_hand


def _version(rule: Rule, version: Version, now: datetime, on_shift: frozenset[str]) -> dict[str, Any]:
    state = rule.state_of(version, now)
    asked = on_shift if state is RuleState.IN_FORCE else frozenset()
    return {
        "rule": rule.rule,
        "version": version.number,
        "title": version.title,
        "level": version.level,
        "state": state,
        "acknowledged_by": sorted(version.acknowledged),
        "not_acknowledged_by": sorted(asked - version.acknowledged.keys()),
    }


def _roster(view: View, now: datetime) -> dict[str, Any] | None:
    shift, after = view.shift(now), view.next_shift(now)
    if shift is None and after is None:
        return None
    return {
        **(_shift(shift) if shift else {"shift": None, "name": None, "starts": None, "ends": None}),
        "duties": [{"person": one.person, "duty": one.duty, "state": one.state} for one in shift.duties]
        if shift
        else [],
        "gaps": [
            {"duty": gap.duty, "starts": _time(gap.starts), "ends": _time(gap.ends)}
            for gap in (shift.gaps() if shift else ())
        ],
        "next": _shift(after) if after else None,
    }


def _shift(shift: Shift) -> dict[str, Any]:
    return {"shift": shift.shift, "name": shift.name, "starts": _time(shift.starts), "ends": _time(shift.ends)}


def _by_due(task: Task) -> tuple[bool, datetime, str]:
    return task.due is None, task.due or task.at, task.task


def _task(task: Task, now: datetime) -> dict[str, Any]:
    return {
        "task": task.task,
        "shift": task.shift,
        "title": task.title,
        "due": _time(task.due),
        "person": task.person,
        "done_at": _time(task.done_at),
        "done_by": task.done_by,
        "overdue": task.overdue(now),
    }


def _ask(ask: Ask) -> dict[str, Any]:
    return {
        "ask": ask.ask,
        "chat": ask.chat,
        "post": ask.post,
        "by": ask.by,
        "at": _time(ask.at),
        "question": ask.question,
        "answers": [{"by": one.by, "at": _time(one.at), "text": one.text} for one in ask.answers],
    }


# A page of text


def page_of(view: View, now: datetime, digest: str, zone: tzinfo) -> str:
    """The desk as a person reads it in a terminal: one line each, the most urgent first."""
    return "\n".join(
        (*_head(view, now, digest, zone), "", *_queue(view, now), "", *_in_force(view, now), "", *_on(view, now))
    )


def _head(view: View, now: datetime, digest: str, zone: tzinfo) -> list[str]:
    connection = view.connection
    complete = (
        "not read yet" if connection.complete_to is None else f"{connection.complete_to.astimezone(zone):%H:%M:%S}"
    )
    roles = ", ".join(sorted(view.people.roles_now(view.me))) or "no role yet"
    lines = [
        f"{view.name(view.me)} ({roles})",
        f"{connection.link.value} · complete to {complete} · {len(connection.gaps)} gaps · state {shown(digest)}",
    ]
    whole = connection.complete_to is not None
    told = (without_role(view, view.me, now) if whole else "", connection.trouble)
    return [*lines, *connection.gaps, *filter(None, told)]


def _age(since: datetime, now: datetime) -> str:
    seconds = max(0, int((now - since) / timedelta(seconds=1)))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def _queue(view: View, now: datetime) -> list[str]:
    there = [chat for chat in in_order(view.chats.values(), now) if not chat.closed]
    waiting = [chat for chat in there if chat.state_at(now) is ChatState.WAITING]
    lines = [f"CHAT QUEUE  {len(waiting)} waiting, {len(there) - len(waiting)} held"]
    for chat in there:
        holder = chat.holder_at(now)
        with_whom = view.name(holder) if holder else "waiting"
        lines.append(
            f"  {chat.risk} {chat.alias:<18} {chat.age_band:<6} {_age(chat.waiting_since(now), now):>8}  {with_whom}"
        )
    return lines


def _in_force(view: View, now: datetime) -> list[str]:
    current = [(rule, version) for rule in view.rules.values() if (version := rule.in_force(now))]
    lines = [f"POSTING RULES  {len(current)} in force, {len(view.notices)} unstructured"]
    for rule, version in sorted(current, key=lambda pair: pair[0].rule):
        unread = "" if view.me in version.acknowledged or not version.must_read else "  to acknowledge"
        lines.append(f"  {version.level.value:<5} {rule.rule:<5} v{version.number} {version.title}{unread}")
    return lines


def _on(view: View, now: datetime) -> list[str]:
    shift = view.shift(now)
    if shift is None:
        return ["SHIFT ROSTER  no shift is planned for now"]
    lines = [f"SHIFT ROSTER  {shift.name}"]
    lines += [f"  {view.name(one.person):<20} {one.duty.value:<12} {one.state.value}" for one in shift.duties]
    lines += [f"  gap: {gap.duty.value}" for gap in shift.gaps()]
    tasks: Mapping[str, Task] = {key: task for key, task in view.tasks.items() if task.shift == shift.shift}
    done = sum(task.done_at is not None for task in tasks.values())
    return [*lines, f"  tasks {done} of {len(tasks)} done"]
