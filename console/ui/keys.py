"""The keys: what each does, which may be changed or switched off in the settings, and what cannot be meant."""

from collections.abc import Mapping
from typing import Final

import msgspec
from PySide6.QtGui import QKeySequence


class Key(msgspec.Struct, frozen=True):
    """One thing that keys do: its name in the settings, what it does in words, and its usual keys."""

    name: str
    does: str
    usual: tuple[str, ...]


KEYS: Final = (
    Key("next_row", "Next row", ("J",)),
    Key("previous_row", "Previous row", ("K",)),
    Key("mark_next", "Choose the next of your chats too, for several together", ("Shift+Down", "Shift+J")),
    Key("mark_previous", "Choose the previous of your chats too", ("Shift+Up", "Shift+K")),
    Key("mark", "Choose one of your chats for several together, or leave it out again", ("M",)),
    Key("mark_all", "Choose all chats that you hold together", ("Ctrl+A",)),
    Key("show_text", "Show or hide the whole text", ("Space",)),
    Key("take_next", "Take the chat that should be taken next", ("G", "Ctrl+G")),
    Key("take", "Take the chosen chat, or accept it", ("T",)),
    Key("ask_team", "Ask the team about the chosen chat", ("A",)),
    Key("answer", "Answer the chosen question or chat's, else the one that waits longest", ("Shift+A",)),
    Key("open_chat", "Go to the chat of the question chosen above the roster", ("O",)),
    Key("pass_on", "Pass the chosen chat on, or those chosen together", ("P",)),
    Key("raise_risk", "Raise the risk by one level, at once", ("R",)),
    Key("lower_risk", "Lower the risk, with a reason; on the handover: another risk for the case", ("Shift+R",)),
    Key("note", "Write a note", ("N",)),
    Key("close_chat", "Close the chosen chat; on the handover: the chosen case", ("X",)),
    Key("reopen", "Reopen a closed chat", ("Shift+X",)),
    Key("release", "Release the chosen chat or those chosen together, or give back what was offered", ("L",)),
    Key("lift_limit", "Lift the chosen person's limit of chats by one, for this shift", ("+",)),
    Key("lower_limit", "Lower the chosen person's limit of chats by one", ("-",)),
    Key("start_duty", "Start your duty, or come back from a break", ("D",)),
    Key("pause_duty", "Pause your duty, and say until when", ("Shift+D",)),
    Key("end_duty", "End your duty", ("Ctrl+D",)),
    Key("plan_task", "Write down a task of the shift, about the chosen chat, message or case", ("Y",)),
    Key("take_task", "See to the chosen task yourself", ("I",)),
    Key("finish_task", "The chosen task is done", ("S",)),
    Key("reopen_task", "The chosen task is not done after all, with a reason", ("Shift+S",)),
    Key("carry_task", "Carry the chosen task over to the next shift", ("Shift+Y",)),
    Key("plan_duty", "Plan the chosen person in the chosen shift; take, give or exchange a place", ("W",)),
    Key("plan_shift", "Plan a new shift, like the chosen one a day later", ("Ctrl+I",)),
    Key("publish_plan", "Publish the changed shifts", ("Ctrl+P",)),
    Key("set_routines", "What is to be done again and again", ("Ctrl+U",)),
    Key("set_needs", "How many are needed at least", ("Ctrl+J",)),
    Key("agree_swap", "Say yes to the chosen change of the roster", ("Ctrl+Y",)),
    Key("decline_swap", "Say no to the chosen change of the roster, or take yours back", ("Ctrl+Shift+Y",)),
    Key("give_role", "Give the chosen person a role", ("Shift+G",)),
    Key("take_role", "Take a role from the chosen person", ("Shift+T",)),
    Key("confirm_role", "Confirm the chosen person's roles again", ("C",)),
    Key("confirm_all", "Confirm all roles that are in doubt", ("Shift+C",)),
    Key("read_rule", "Read and understood: the rule to acknowledge", ("U",)),
    Key(
        "rule_history",
        "History of the chosen rule, and how it stood at any moment; of the chosen case",
        ("H",),
    ),
    Key("touched_rule", "To the rule that the chosen chat's text touches; again: to the next", ("V",)),
    Key("next_stop", "To the next chat whose text touches a stop rule", ("F",)),
    Key(
        "write_rule",
        "Replace the chosen rule, make one of the chosen message; change the case, or the template",
        ("E",),
    ),
    Key("new_rule", "Write a new rule; on their page: a new template", ("Ctrl+N",)),
    Key("withdraw_rule", "Withdraw the chosen rule or template, with a reason", ("Shift+W",)),
    Key("flag_case", "Flag who talks in the chosen chat as at risk", ("Shift+F",)),
    Key("assess_case", "Ask about the risk of the chosen case, question by question", ("Shift+E",)),
    Key("merge_case", "The chosen case goes on in another one of the same member", ("Shift+M",)),
    Key("give_opinion", "Give a second opinion about the chosen case or post, or take yours back", ("Shift+O",)),
    Key("sign_over", "Sign the chosen case over to the next shift", ("Q",)),
    Key("sign_for", "Read the chosen case back and sign for it", ("Shift+Q",)),
    Key("write_handover", "Send the handover to the next shift", ("Ctrl+H",)),
    Key("sign_handover", "Sign the handover, and close the shift before", ("Ctrl+S",)),
    Key("write_notes", "Write the lead's notes of the handover", ("Ctrl+E",)),
    Key(
        "save_handover",
        "Save the handover as a page or a PDF; on the cases: all of the chosen case",
        ("Ctrl+O",),
    ),
    Key("repair", "Read again from Slack what differs between the two desks", ("Ctrl+L",)),
    Key("undo", "Undo what was done last", ("Z", "Ctrl+Z")),
    Key("try_again", "Try again to send what is stuck", ("Ctrl+R",)),
    Key("take_back", "Take back what is stuck", ("Ctrl+B",)),
    Key("take_break", "Take a break, or come back from it", ("B",)),
    Key("put_off_break", "Put a break that is due off for a quarter of an hour", ("Shift+B",)),
    Key("show_since", "To what changed since you were last here", ("F2",)),
    Key("show_desk", "To the desk", ("Ctrl+1",)),
    Key("show_people", "To the people and their roles", ("Ctrl+2",)),
    Key("show_planning", "To the planning of shifts", ("Ctrl+3",)),
    Key("show_handover", "To the handover", ("Ctrl+4",)),
    Key("show_board", "To the cases: the leads' review board", ("Ctrl+5",)),
    Key("show_figures", "To the figures of a shift, a day, or any stretch of time", ("Ctrl+6",)),
    Key("show_templates", "To the templates: wordings for the authors of declined posts", ("F4",)),
    Key("show_search", "Search in everything kept", ("Ctrl+Shift+F",)),
    Key("show_record", "To the record: every entry, and its place in the chain", ("Ctrl+7",)),
    Key("posts", "From the chats to the posts that wait to be decided, and back", ("0", "Alt+0")),
    Key("publish_post", "Publish the chosen post", ("5",)),
    Key("edit_post", "Edit the chosen post, and publish it", ("6",)),
    Key("hold_post", "Hold the chosen post: for whom, or until when", ("7",)),
    Key("decline_post", "Decline the chosen post, and tell its author why", ("8",)),
    Key("escalate_post", "Escalate the chosen post: flag who wrote it", ("9",)),
    Key("let_stand", "Look again at the chosen decision on a post: it stands", ("Ctrl+8",)),
    Key("overturn", "Overturn the chosen decision on a post, with a reason", ("Ctrl+9",)),
    Key("decide_blind", "Decide posts blind beside your buddy, or with open eyes again", ("Alt+7",)),
    Key("publish_clean", "Publish the posts of the chosen one's thread that touch no rule", ("Alt+5",)),
    Key("queue", "To the chat queue", ("1", "Alt+1")),
    Key("rules", "To the posting rules", ("2", "Alt+2")),
    Key("roster", "To the shift roster", ("3", "Alt+3")),
    Key("detail", "To the chosen chat", ("4", "Alt+4")),
    Key("next_pane", "Next pane", ("F6",)),
    Key("previous_pane", "Previous pane", ("Shift+F6",)),
    Key("sign_in", "Sign in again, when Slack no longer takes your token", ("Ctrl+Shift+S",)),
    Key("find", "Find an action, a chat, a rule, a person, or words in everything kept", ("Ctrl+K",)),
    Key("find_rule", "Find a rule, check a draft, or find a person on their page", ("/", "Ctrl+F")),
    Key("leave", "Leave the chats chosen together, empty the search, back to the queue", ("Esc",)),
    Key("all_keys", "Show all keys", ("?", "F1")),
    Key("larger", "Larger text", ("Ctrl++", "Ctrl+=")),
    Key("smaller", "Smaller text", ("Ctrl+-",)),
    Key("usual_size", "Usual text size", ("Ctrl+0",)),
    Key("theme", "Next theme: night, light, high contrast", ("Ctrl+T",)),
    Key("minimise", "Put the window away", ("Ctrl+M",)),
    Key("close", "Close the desk", ("Ctrl+Q",)),
)
# What is done with these is done once, however long the key is held down.
ONCE: Final = frozenset(
    (
        *("take_next", "take", "ask_team", "answer", "pass_on", "raise_risk", "lower_risk", "note", "close_chat"),
        *("open_chat", "release", "undo", "try_again", "take_back", "lift_limit", "lower_limit"),
        *("give_role", "take_role", "confirm_role", "confirm_all", "take_break", "put_off_break"),
        *("touched_rule", "next_stop"),
        *(
            "publish_post",
            "edit_post",
            "hold_post",
            "decline_post",
            "escalate_post",
            "publish_clean",
            "let_stand",
            "overturn",
        ),
        *("start_duty", "pause_duty", "end_duty"),
        *("plan_duty", "plan_shift", "publish_plan", "set_routines", "set_needs", "agree_swap", "decline_swap"),
        *(
            "flag_case",
            "assess_case",
            "merge_case",
            "give_opinion",
            "sign_over",
            "sign_for",
            "write_handover",
            "sign_handover",
            "save_handover",
            "repair",
            "write_notes",
        ),
        *("plan_task", "take_task", "finish_task", "reopen_task", "carry_task"),
        *("read_rule", "rule_history", "write_rule", "new_rule", "withdraw_rule"),
    )
)
# Qt's own lists have these; they are told, not made.
ALWAYS: Final = (
    ("Arrows, Page, Home, End", "Move in a list"),
    ("Tab, Shift+Tab", "Next part of the window, back"),
)


class Keymap(msgspec.Struct, frozen=True):
    """Which keys do what: the usual ones, and what the settings say instead ("" switches one off).

    ``complaints`` are sentences about settings that cannot be meant; those keys stay as usual.
    """

    keys: Mapping[str, tuple[str, ...]]
    complaints: tuple[str, ...] = ()

    def of(self, name: str) -> tuple[str, ...]:
        """The keys that do this; none when it is switched off."""
        return self.keys.get(name, ())

    def hint(self, name: str) -> str:
        """The first key for this, as people write it."""
        keys = self.of(name)
        return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    @property
    def moves(self) -> str:
        """The keys to the next row and back: ``J and K``; empty when both are switched off."""
        return " and ".join(filter(None, (self.hint("next_row"), self.hint("previous_row"))))


def keymap(settings: Mapping[str, str] | None = None) -> Keymap:
    """The keys with what the settings change. Several keys for one thing are parted by spaces."""
    chosen = dict(settings or {})
    names = {key.name for key in KEYS}
    complaints = [f"There is nothing called {name!r} that a key could do." for name in chosen if name not in names]
    found: dict[str, tuple[str, ...]] = {}
    taken: dict[str, str] = {}
    for key in sorted(KEYS, key=lambda key: key.name not in chosen):  # what was chosen has the first pick
        wanted = tuple(chosen[key.name].split()) if key.name in chosen else key.usual
        if any(QKeySequence(one).isEmpty() or _unknown(one) for one in wanted):
            complaints.append(f"{chosen[key.name]!r} is no key; {key.does.lower()} keeps its usual one.")
            wanted = key.usual
        free = tuple(one for one in wanted if QKeySequence(one).toString() not in taken)
        if len(free) < len(wanted) and key.name in chosen:
            complaints.append(f"{chosen[key.name]!r} already does something else.")
        taken |= {QKeySequence(one).toString(): key.name for one in free}
        found[key.name] = free
    return Keymap({key.name: found[key.name] for key in KEYS}, tuple(complaints))


def _unknown(key: str) -> bool:
    """Whether Qt knows no such key: it then writes it back as nothing, or as a key without a name."""
    written = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    return not written or QKeySequence(written) != QKeySequence(key)
