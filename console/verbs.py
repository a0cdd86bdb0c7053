"""What can be done from the command line: each action with what it takes and what it is for."""

from pathlib import Path
from typing import Final

import click

from console.domain.words import AgeBand, Category, ChatOutcome, Decision, Duty, Intent, Risk, Role

_CHAT: Final = click.Argument(["chat"])
_PERSON: Final = click.Argument(["person"])
_ROLE: Final = click.Argument(["role"], type=click.Choice([role.value for role in Role]))
_DESPITE: Final = click.Option(["--reason", "text"], default="", help="Why, where an example fails.")
_RULE: Final = click.Argument(["rule"])
_FILE: Final = click.Argument(["file"], type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
_RISK: Final = click.Argument(["risk"], type=click.Choice([risk.value for risk in Risk], case_sensitive=False))
_OUTCOME: Final = click.Option(["--outcome"], required=True, type=click.Choice([one.value for one in ChatOutcome]))
_STRICT: Final = click.Option(["--strict"], is_flag=True, help="Send nothing that touches a stop rule.")
_REASON: Final = click.Option(["--reason", "text"], default="")
_NOTE: Final = click.Option(["--note", "text"], default="")
_DUTY: Final = click.Option(["--duty"], type=click.Choice([duty.value for duty in Duty]), help="If you have several.")
_SHIFT: Final = click.Option(["--shift"], default="", help="Its id or name; else the one of the moment.")
_WHICH: Final = click.Argument(["shift"])
_SWAP: Final = click.Argument(["swap"])
_IN_RETURN: Final = (
    click.Option(["--for-shift"], default="", metavar="SHIFT", help="In return for a place in that one."),
    click.Option(["--for-duty"], type=click.Choice([duty.value for duty in Duty])),
)
_TASK: Final = click.Argument(["task"])
_POST: Final = click.Argument(["post"])

_CASE: Final = click.Argument(["case"])
_TO_SHIFT: Final = click.Option(["--shift"], default="", help="The shift's id; the next one when it is not given.")
_ALIAS: Final = click.Option(["--alias"], default="", help="Who, when there is no chat.")
_AGE: Final = click.Option(["--age-band"], type=click.Choice([band.value for band in AgeBand]))
_OF_CASE: Final = (
    click.Option(["--risk", "level"], type=click.Choice([risk.value for risk in Risk], case_sensitive=False)),
    click.Option(["--intent"], type=click.Choice([intent.value for intent in Intent])),
    click.Option(["--category"], type=click.Choice([category.value for category in Category])),
    click.Option(["--summary"], default=""),
    click.Option(["--owner"], default="", metavar="PERSON", help="Who sees to it."),
    click.Option(["--next-check"], default="", metavar="HH:MM", help="When somebody looks next."),
    click.Option(["--plan"], default=""),
    click.Option(["--if-then"], default="", help="If … then …"),
)

_OUTSIDE: Final = click.Option(["--outside"], default=None, help="Who outside is waited for; empty for nobody.")


def _yes_or_no(name: str, asks: str) -> click.Option:
    return click.Option([name], default="", type=click.Choice(["", "yes", "no", "unknown"]), help=asks)


def _words(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Words as they were typed, or those of the file after an @, or what is piped in."""
    if value != "-" and not value.startswith("@"):
        return value
    try:
        with click.open_file(value.removeprefix("@"), encoding="utf-8-sig") as file:
            found: str = file.read()
    except OSError as error:
        raise click.BadParameter(f"{value[1:]} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise click.BadParameter(f"{value[1:]} is no text in UTF-8.") from None
    return found


ACTIONS: Final[dict[str, tuple[str, tuple[click.Parameter, ...]]]] = {
    "take-next": ("Take the chat that should be taken now.", ()),
    "take-chat": ("Take a chat that waits, or that is offered to you.", (_CHAT,)),
    "release-chat": ("Give a chat back to the queue.", (_CHAT, _REASON, _STRICT)),
    "pass-chat": (
        "Offer a chat to somebody on shift.",
        (_CHAT, click.Option(["--to", "person"], required=True, metavar="PERSON"), _NOTE, _STRICT),
    ),
    "return-pass": ("Give an offered chat back to who passed it.", (_CHAT, _REASON, _STRICT)),
    "close-chat": ("Bring a chat to its end.", (_CHAT, _OUTCOME, _NOTE, _STRICT)),
    "reopen-chat": ("Put a closed chat back into the queue.", (_CHAT, _REASON, _STRICT)),
    "note-chat": (
        "Write something down about a chat.",
        (_CHAT, click.Option(["--note", "text"], required=True), _STRICT),
    ),
    "set-risk": ("Judge the risk of a chat anew; lowering it needs a reason.", (_CHAT, _RISK, _REASON, _STRICT)),
    "ask": (
        "Ask the team about a chat.",
        (
            _CHAT,
            click.Option(["--question", "text"], required=True),
            click.Option(["--with-text", "quoted"], is_flag=True, help="What the member wrote goes with it."),
            _STRICT,
        ),
    ),
    "answer": (
        "Answer a question: its id, or the chat it is about.",
        (click.Argument(["about"], metavar="ASK"), click.Option(["--text", "text"], required=True), _STRICT),
    ),
    "lift-limit": (
        "Let somebody hold so many chats, for the present shift.",
        (_PERSON, click.Argument(["limit"], type=click.IntRange(1))),
    ),
    "give-role": ("Let somebody do more.", (_PERSON, _ROLE)),
    "take-role": ("Let somebody do less.", (_PERSON, _ROLE)),
    "confirm-roles": (
        "Confirm the roles that rest on somebody who is no longer admin or lead: all, or one person's.",
        (click.Argument(["person"], required=False, default=""),),
    ),
    "renew": ("Keep the chats you hold.", ()),
    "flag-case": (
        "Flag who talks in a chat, who wrote a post, or whoever has an alias, as at risk.",
        (
            click.Argument(["chat"], required=False, default=""),
            click.Option(["--post"], default="", help="Who wrote that post."),
            _ALIAS,
            _AGE,
            *_OF_CASE,
        ),
    ),
    "update-case": (
        "Change what a case says; two levels down it asks for a second opinion.",
        (_CASE, *_OF_CASE, click.Option(["--why"], default="", help="What speaks for a lower risk."), _OUTSIDE),
    ),
    "assess-case": (
        "Say what was found out about a member's risk; what was not asked is left out.",
        (
            _CASE,
            _yes_or_no("--acted", "Have they acted already?"),
            _yes_or_no("--means", "Can they lay hands on what they would use?"),
            _yes_or_no("--plan", "Do they have a plan?"),
            click.Option(["--when"], default="", help="When they would."),
            _yes_or_no("--alone", "Are they alone?"),
            click.Option(["--protective"], default="", help="What holds them."),
            click.Option(["--informed"], default="", help="Who was told."),
            click.Option(["--references"], default="", help="Where more stands."),
        ),
    ),
    "merge-case": (
        "Say that a case is about the same member as another, and goes on there.",
        (_CASE, click.Option(["--into"], required=True, metavar="CASE", help="The id of the other one.")),
    ),
    "close-case": (
        "Bring a case to its outcome; at A or B it asks for a second opinion.",
        (_CASE, click.Option(["--outcome", "about"], required=True, help="In a few words."), _NOTE),
    ),
    "agree": (
        "Give the second opinion that is asked for: it is done.",
        (_CASE, click.Option(["--reason", "text"], required=True, help="In your own words.")),
    ),
    "disagree": ("Give the second opinion that is asked for, or take your question back.", (_CASE, _REASON)),
    "sign-over": ("Sign your case over to the next shift.", (_CASE, _TO_SHIFT)),
    "sign-for": (
        "Sign for a case that was signed over: it is yours from then on.",
        (
            _CASE,
            click.Option(["--read-back", "text"], required=True, help="What is to be done, in your words."),
            _TO_SHIFT,
        ),
    ),
    "write-handover": (
        "Write down what passes to the next shift, with the state of this desk.",
        (
            click.Option(["--notes", "text"], default="", help="What the lead adds."),
            click.Option(["--shift"], default="", help="Of which shift; the present one when it is not given."),
            click.Option(["--to", "to_shift"], default="", help="To which; the next one when it is not given."),
        ),
    ),
    "sign-handover": (
        "Sign the handover that stands, and close the shift before.",
        (click.Option(["--override", "text"], default="", help="Why, although something lacks."),),
    ),
    "take-post": ("Begin to decide a post.", (_POST,)),
    "release-post": ("Give a post back undecided.", (_POST, _REASON)),
    "ask-about-post": (
        "Ask the team about a post.",
        (_POST, click.Option(["--question", "text"], required=True)),
    ),
    "review-post": (
        "Look again at what was decided of a post: it stands, or it is overturned with a reason.",
        (_POST, click.Option(["--stands/--overturn"], required=True), _REASON),
    ),
    "agree-post": (
        "Give the second opinion that a post may be published: it is published.",
        (_POST, click.Option(["--reason", "text"], required=True, help="In your own words.")),
    ),
    "disagree-post": (
        "Give the second opinion that a post is not published, or take your question back.",
        (_POST, _REASON),
    ),
    "judge-post": (
        "Say blind, beside your buddy, what you would decide of a post; it decides nothing.",
        (
            _POST,
            click.Option(["--decision"], required=True, type=click.Choice([one.value for one in Decision])),
            click.Option(["--rule"], default="", help="The rule that you would decide it by."),
            click.Option(["--note"], default="", help="Why; your buddy reads it once they have decided."),
        ),
    ),
    "decide-post": (
        "Decide a post: publish, edit, hold, decline or escalate it.",
        (
            _POST,
            click.Option(["--decision"], required=True, type=click.Choice([one.value for one in Decision])),
            click.Option(["--rule"], default="", help="The rule that it is decided by."),
            click.Option(["--note"], default="", help="For the team."),
            click.Option(["--text"], default="", help="The post as edited."),
            click.Option(["--for", "person"], default="", metavar="PERSON", help="For whom it is held."),
            click.Option(["--until", "when"], default="", metavar="HH:MM", help="Until when it is held."),
            click.Option(["--message"], default="", help="What its author is told."),
            click.Option(["--template"], default="", help="The wording of that message: its id, number or title."),
            click.Option(["--why"], default="", help="Why, against a rule's advice."),
            _STRICT,
        ),
    ),
    "set-template": (
        "Write a wording for members, or a new version of one; only a clinician or lead can.",
        (
            click.Argument(["text"], metavar="TITLE", required=False, default=""),
            click.Option(
                ["--body", "message"],
                default="",
                metavar="TEXT",
                callback=_words,
                help="With {alias}, {rule} and {place}; @FILE reads a file, - what is piped in.",
            ),
            click.Option(["--rule", "rules"], multiple=True, help="Offered first for that one; may be repeated."),
            click.Option(["--template"], default="", help="A known one: its id, number or title."),
            _STRICT,
        ),
    ),
    "withdraw-template": (
        "Say that a template is no longer to be used.",
        (click.Argument(["template"]), click.Option(["--reason", "text"], required=True)),
    ),
    "publish-rule": (
        "Publish the rule in a TOML file, or a new version of it; - reads what is piped in.",
        (_FILE, _DESPITE),
    ),
    "propose-rule": (
        "Ask another clinician to publish the rule in a TOML file.",
        (_FILE, click.Option(["--to", "person"], required=True, metavar="PERSON")),
    ),
    "decline-proposal": (
        "Say that a proposed rule will not be published, or take your own back; PROPOSAL is its id.",
        (click.Argument(["about"], metavar="PROPOSAL"), _REASON),
    ),
    "withdraw-rule": (
        "Take a posting rule back.",
        (_RULE, click.Option(["--reason", "text"], required=True)),
    ),
    "start-duty": ("Begin your duty, or come back from a break.", (_DUTY, _SHIFT)),
    "pause-duty": (
        "Take a break from your duty.",
        (click.Option(["--until", "when"], required=True, metavar="HH:MM", help="Until when."), _DUTY, _SHIFT),
    ),
    "end-duty": ("End your duty.", (_DUTY, _SHIFT)),
    "plan-task": (
        "Write down a task of the shift.",
        (
            click.Argument(["text"], metavar="TITLE"),
            click.Option(["--due", "when"], default="", metavar="HH:MM"),
            click.Option(["--person"], default="", help="Who sees to it."),
            _SHIFT,
        ),
    ),
    "take-task": ("See to a task yourself.", (_TASK,)),
    "finish-task": ("Say that a task is done.", (_TASK, _REASON)),
    "reopen-task": (
        "Say that a task is not done after all.",
        (_TASK, click.Option(["--reason", "text"], required=True)),
    ),
    "publish-roster": (
        "Publish what differs of a roster (CSV or iCalendar), each shift as a new version.",
        (click.Argument(["shifts"], metavar="FILE", type=click.Path(path_type=Path, dir_okay=False)),),
    ),
    "set-routine": (
        "Say what is to be done again and again, change a routine, or end it; only a lead can.",
        (
            click.Argument(["text"], metavar="TITLE", required=False, default=""),
            click.Option(["--at", "times"], multiple=True, metavar="HH:MM", help="A time of day; may be repeated."),
            click.Option(["--on", "days"], multiple=True, metavar="DAY", help="mon, or “first mon”; else every day."),
            click.Option(["--in", "shift"], default="", metavar="NAME", help="In shifts of that name; else in all."),
            click.Option(["--routine"], default="", help="A known one: its id or title."),
            click.Option(["--end", "ended"], is_flag=True, help="It asks for nothing from now on."),
        ),
    ),
    "set-staffing": (
        "Say how many are needed at least, all of it anew: counsellor:22:00-08:00:2 lead:22:00-08:00:1 …",
        (click.Argument(["needs"], nargs=-1, metavar="[NEED]..."),),
    ),
    "take-shift": (
        "Ask for a place in a shift: one that nobody has, or somebody's. A lead consents.",
        (_WHICH, _DUTY, click.Option(["--from", "person"], default="", metavar="PERSON"), *_IN_RETURN, _NOTE),
    ),
    "give-shift": (
        "Give your place in a shift away: to somebody, or to whoever takes it. A lead consents.",
        (_WHICH, _DUTY, click.Option(["--to", "person"], default="", metavar="PERSON"), *_IN_RETURN, _NOTE),
    ),
    "agree-swap": ("Agree to a change of the roster, or take a place that was offered to anybody.", (_SWAP,)),
    "decline-swap": ("Say no to a change of the roster, or take your own back.", (_SWAP, _REASON)),
    "consent-swap": ("Consent to a change of the roster: it is published as you. Only a lead can.", (_SWAP,)),
    "carry-task": ("Give a task that is not done to the next shift.", (_TASK,)),
    "acknowledge-rule": ("Say that you have read and understood a rule.", (_RULE,)),
}
