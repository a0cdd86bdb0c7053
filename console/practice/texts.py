"""The words of the practice night: plausible, careful, about nobody who exists, without harmful detail."""

from dataclasses import dataclass
from typing import Final

from console.domain.words import Audience, Risk, RuleKind, RuleLevel

ALL: Final = (Audience.UNDER_18, Audience.ADULTS)
YOUNG: Final = (Audience.UNDER_18,)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A posting rule as the clinicians wrote it; ``day`` is in November, ``older`` the days of its earlier versions."""

    rule: str
    title: str
    body: str
    level: RuleLevel
    audience: tuple[Audience, ...] = ALL
    day: int = 4
    older: tuple[int, ...] = ()
    words: tuple[str, ...] | None = None
    kinds: tuple[RuleKind, ...] | None = None


STOP, MUST, NOTE = RuleLevel.STOP, RuleLevel.MUST, RuleLevel.NOTE

RULES: Final = (
    RuleText("R1", "Full names", "First names and aliases only. Remove the surname, publish the rest.", MUST),
    RuleText("R2", "Personal attacks", "Hold. Message the author and offer a kinder wording.", MUST),
    RuleText(
        "R3",
        "Asking for private messages",
        "Decline, and explain why members stay anonymous here.",
        STOP,
        words=("dm me", "add me", "private message"),
    ),
    RuleText("R4", "Medicines", "Remove names and amounts. Signpost the page about asking a pharmacist.", STOP, day=5),
    RuleText(
        "R6",
        "Numbers about eating",
        "No weights, sizes or calories. Edit and publish, tell the author why.",
        MUST,
        words=("calories", "kilos"),
        day=5,
    ),
    RuleText("R7", "Hard topics", "Put the content note on top, then publish.", NOTE),
    RuleText("R9", "Naming a school", "Remove the name, publish the rest, tell the author.", NOTE, YOUNG, day=6),
    RuleText("R11", "Pictures of people", "Decline and message the author.", STOP, day=6),
    RuleText("R12", "Surveys and collections", "Hold for the lead of the day shift.", MUST, words=("survey",), day=6),
    RuleText("R13", "Under ten", "Escalate: the lead answers the family page, the post is not published.", MUST, YOUNG),
    RuleText(
        "R14",
        "Contact details",
        "No phone numbers, handles or addresses may be shown or exchanged.",
        STOP,
        day=12,
        older=(5,),
        kinds=(RuleKind.PHONE, RuleKind.HANDLE, RuleKind.EMAIL),
    ),
    RuleText("R15", "Links", "Only to pages on our own list.", MUST, day=7, kinds=(RuleKind.LINK,)),
    RuleText("R16", "Winter opening hours", "Signpost the page with the opening hours.", NOTE, day=9),
    RuleText("R17", "Anger at a named professional", "Remove the name. Signpost how to complain.", MUST, day=9),
    RuleText("R18", "Plans to meet", "Decline. Message the author with reply “Staying anonymous”.", STOP, YOUNG, day=9),
    RuleText("R19", "Words from a chat", "What a counsellor wrote is not published.", MUST, day=10),
    RuleText("R20", "Poems and stories", "Welcome. Put the content note on top where it is needed.", NOTE, day=10),
    RuleText("R21", "A loss in the news", "Signpost the page on grief.", NOTE, day=10),
    RuleText(
        "R22",
        "Method detail",
        "Hold. Publish an edited version only after a clinician agrees.",
        MUST,
        YOUNG,
        day=16,
        older=(3, 6, 9, 13),
    ),
    RuleText("R23", "Goodbye messages", "Hold, raise a concern and tell the lead at once.", STOP, day=11),
    RuleText("R24", "Worried about a friend", "Publish. Answer with the page for friends.", NOTE, day=12),
    RuleText("R26", "Weekend theme", "Posts on sleep may be pinned by the host.", NOTE, day=18),
    RuleText("R27", "Exam results week", "Signpost the results-day page.", NOTE, day=17, older=(8,)),
    RuleText("R28", "Other languages", "Hold for a colleague who reads it.", NOTE, day=13),
)
CHALLENGE: Final = RuleText(
    "R31",
    "Challenge videos: do not name or link",
    "Hold any post that names the challenge. Message the author with reply “Unsafe trend”.",
    STOP,
    words=("challenge video", "the challenge"),
    kinds=(RuleKind.LINK,),
)
CONTACT_BODY: Final = "No phone numbers, handles or addresses may be shown or exchanged. Say why, offer chat."

# What members wait with, by risk: the topic and how the first message began.
TOPICS: Final[dict[Risk, tuple[tuple[str, str], ...]]] = {
    Risk.A: (
        ("says they are not safe right now", "please can somebody answer, im not safe"),
        ("somebody may hurt them tonight", "he is outside the door again"),
    ),
    Risk.B: (
        ("thoughts with intent", "i dont think i can get through tonight"),
        ("afraid to be at home tonight", "i dont want to go back in there"),
        ("a friend said goodbye online", "my friend wrote something scary and went offline"),
        ("stopped feeling able to cope", "everything i try just stops working"),
    ),
    Risk.C: (
        ("argument at home, nobody to call", "we shouted and now the whole house is quiet"),
        ("panic that does not stop", "my heart has been racing for an hour"),
        ("bullied in a group chat", "they made a group only to talk about me"),
        ("lost somebody this year", "it would have been her birthday today"),
        ("afraid of what was shared online", "someone has a picture and says they will post it"),
        ("cannot stop crying", "i dont even know why its so bad tonight"),
    ),
    Risk.D: (
        ("exam worry, cannot sleep", "i have maths in the morning and i cant sleep"),
        ("friendships", "my best friend has stopped answering"),
        ("moving to a new school", "i wont know anybody there"),
        ("parents are separating", "they told us at dinner"),
        ("feels low in the evenings", "its fine in the day and then it isnt"),
        ("coming out to family", "i think my sister knows already"),
        ("money at home", "we had to move in with my aunt"),
        ("angry and does not know why", "i broke my own headphones today lol"),
    ),
    Risk.E: (
        ("asks about appointments", "how long does it usually take"),
        ("wants to say thank you", "i talked to someone here last week and it helped"),
        ("looking for the sleep page", "there was a page with breathing things"),
        ("how does this work", "is it really anonymous"),
        ("asks about groups", "are there groups for people my age"),
    ),
}

NOTES: Final = (
    "Calmer after twenty minutes. Has a plan for tomorrow.",
    "Will talk to an aunt in the morning. Wrote down the number of the helpline.",
    "Wants to come back at the weekend.",
    "Safe with an adult now, who is staying up with them.",
    "Found the sleep page, said it helps.",
    "Signposted to the school nurse.",
)

TASKS: Final = (
    # key, title, due, done by a person of that name at; None: not done by script
    ("inbox-22", "Safeguarding inbox", "22:00", "22:21", "R. Okafor"),
    ("notes-22", "Read the day shift's notes", "22:30", "22:34", "R. Okafor"),
    ("welcome", "Show L. Osei round the desk", "23:00", "23:12", "M. Hale"),
    ("held-00", "Check on held posts", "00:00", "00:14", "T. Brandt"),
    ("inbox-01", "Safeguarding inbox", "01:00", "01:06", "D. Moreau"),
    ("call-back", "Call back green-compass", "02:30", "02:38", "A. Novak"),
    ("inbox-03", "Safeguarding inbox", "03:00", "03:09", "K. Abara"),
    ("draft", "Draft handover", "06:30", "06:52", "R. Okafor"),
)

# Written by hand: when, where, who, what.
BY_HAND: Final = (
    ("22:03", "mod-main", "R. Okafor", "Evening all. Ten of us tonight, no moderator between three and six yet."),
    ("22:06", "mod-main", "P. Lindqvist", "I can look at posts until half past twelve if it helps."),
    ("22:12", "general", "K. Abara", "The cat has learned to open the fridge. Pictures tomorrow."),
    (
        "22:41",
        "mod-updates",
        "Dr S. Iyer",
        "A film about an eating disorder is out tonight. Expect posts; rule 6 as usual.",
    ),
    ("23:02", "mod-main", "D. Moreau", "Kettle is on, second floor."),
    ("23:48", "online-team-thread", "M. Hale", "Thank you both for earlier, that one ended well."),
    (
        "00:51",
        "mod-updates",
        "Dr S. Iyer",
        "About handles: a first name with numbers after it counts as one. Ask me if unsure.",
    ),
    ("01:33", "mod-main", "T. Brandt", "Three posts about the same video in an hour. Telling Dr Iyer."),
    ("01:36", "mod-main", "Dr S. Iyer", "Seen. Writing a rule."),
    ("01:57", "mod-main", "T. Brandt", "On my break until 02:20."),
    ("02:09", "mod-main", "R. Okafor", "Please read rule 31 when you have a minute."),
    ("03:02", "mod-main", "R. Okafor", "I have the posts until somebody is found."),
    (
        "03:26",
        "mod-updates",
        "Dr S. Iyer",
        "Posts in answer to the radio programme may be published, with the content note.",
    ),
    ("04:44", "general", "N. Farrow", "It is that hour. Stretch, everybody."),
    ("05:31", "mod-main", "K. Abara", "Two of the night's chats asked to come back at the weekend, notes are in."),
    ("05:56", "mod-updates", "Dr S. Iyer", "Rule 16 is gone because the page moved; nothing else has changed there."),
    ("07:15", "mod-main", "R. Okafor", "Handover at a quarter to. Please finish your notes."),
    ("07:41", "mod-main", "J. Whitlock", "Morning. I am here."),
)

# Asks: when, who (empty: whoever has the desk), about which chat, the question, and the answers (when, who, what).
ASKS: Final = (
    (
        "23:21",
        "M. Hale",
        "",
        "Mine has gone quiet after a hard sentence. How long would you wait?",
        (
            ("23:22", "R. Okafor", "Two minutes, then say that you are still there."),
            ("23:24", "Dr S. Iyer", "And name what you heard, in their words."),
        ),
    ),
    (
        "01:16",
        "L. Osei",
        "",
        "Is it all right to say that I am new?",
        (("01:17", "M. Hale", "Yes. And that I am reading along."),),
    ),
    (
        "02:02",
        "",
        "green-compass",
        "They would like somebody to ring back at half past two. Who can be there with me?",
        (("02:05", "Dr S. Iyer", "I will. Keep the line open until then."),),
    ),
    (
        "04:11",
        "N. Farrow",
        "",
        "Sibling in the room, they cannot type freely. Ideas?",
        (
            ("04:12", "K. Abara", "Offer yes and no questions."),
            ("04:15", "D. Moreau", "And a word that means stop."),
        ),
    ),
    (
        "05:40",
        "K. Abara",
        "",
        "Wants to thank somebody from last week by name. May I pass it on?",
        (("05:43", "R. Okafor", "Please do, to me, without the chat."),),
    ),
)
