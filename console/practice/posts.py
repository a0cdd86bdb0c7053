"""The posts of the practice night: written by members, decided in each way, looked at again, and judged blind."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from msgspec.structs import replace

from console.domain.events import (
    CaseClosed,
    CaseFlagged,
    CaseOpinionAsked,
    CaseUpdated,
    PostDecided,
    PostJudged,
    PostOpinionAsked,
    PostOpinionDeclined,
    PostReviewed,
    PostSubmitted,
    PostTaken,
)
from console.domain.filling import PLACES, Values, called_rule, filled
from console.domain.words import AgeBand, Category, Decision, PostPlace, Risk
from console.practice.people import BRANDT, IYER, LINDQVIST, OKAFOR, PLATFORM, Staff, find_person
from console.practice.script import Script
from console.practice.texts import RULES
from console.practice.wordings import TEMPLATES

# When, alias, age band, place, text, taken and decided when and by whom, how, by which rule.
_PLAIN: Final = (
    (
        "22:25",
        "sunny-kite",
        "16-17",
        PostPlace.FORUM,
        "Three days in a row I slept. Just wanted to say it.",
        "22:31",
        "T. Brandt",
        Decision.PUBLISH,
        "",
    ),
    (
        "23:05",
        "plain-ribbon",
        "13-15",
        PostPlace.FORUM,
        "Does anybody else at Oakfield High hate mondays",
        "23:11",
        "T. Brandt",
        Decision.EDIT,
        "R9",
    ),
    (
        "23:50",
        "late-comet",
        "18-24",
        PostPlace.ARTICLE,
        "What helped me was telling one person, then one more.",
        "00:05",
        "P. Lindqvist",
        Decision.PUBLISH,
        "",
    ),
    (
        "00:22",
        "mellow-drum",
        "16-17",
        PostPlace.FORUM,
        "if you feel the same text me on 07700 900341",
        "00:29",
        "T. Brandt",
        Decision.DECLINE,
        "R14",
    ),
    (
        "01:24",
        "hidden-falcon",
        "13-15",
        PostPlace.FORUM,
        "has everyone seen the challenge video going round",
        "01:31",
        "T. Brandt",
        Decision.HOLD,
        "",
    ),
    (
        "02:03",
        "brisk-tulip",
        "10-12",
        PostPlace.FORUM,
        "my hamster is called biscuit and he helps",
        "02:26",
        "T. Brandt",
        Decision.PUBLISH,
        "",
    ),
    (
        "02:08",
        "fair-window",
        "16-17",
        PostPlace.FORUM,
        "you can find me as @fairwindow_99 anywhere",
        "02:29",
        "T. Brandt",
        Decision.DECLINE,
        "R14",
    ),
    (
        "04:35",
        "noble-river",
        "25+",
        PostPlace.FORUM,
        "Night shift nurse here. You are not the only one awake.",
        "06:08",
        "T. Brandt",
        Decision.PUBLISH,
        "",
    ),
    (
        "06:40",
        "tidy-maple",
        "13-15",
        PostPlace.FORUM,
        "someone told me to look up the challenge, should i",
        "06:44",
        "T. Brandt",
        Decision.HOLD,
        "R31",
    ),
)

Templates: TypeAlias = Mapping[str, tuple[str, int, str]]  # by rule (empty: any): a template, its version, and its id


def posts(script: Script, rules: Mapping[str, str], templates: Templates) -> None:
    """All posts of the night; ``rules`` are the ids of what each rule said last."""
    for number, (when, alias, age, place, text, then, who, decision, rule) in enumerate(_PLAIN, 1):
        post = f"p{number}"
        over = script.add(script.at(when), PLATFORM, PostSubmitted(post, alias, AgeBand(age), place, text))
        moderator = find_person(who)
        script.add(script.at(then) - script.soon(20, 90), moderator, PostTaken(post))
        edited = text.replace("at Oakfield High ", "") if decision is Decision.EDIT else None
        of = rules.get(rule)
        version = 3 if rule == "R14" else 1 if of else None
        until = script.at(then) + (script.at("02:00") - script.at("01:00")) if decision is Decision.HOLD else None
        decided = PostDecided(post, decision, rule or None, version, of, edited, over=over, until=until)
        if decision is Decision.DECLINE:
            decided = _answered(decided, alias, place, templates)
        id = script.add(script.at(then), moderator, decided)
        if (said := _BLIND.get(post)) is not None:
            _judged(script, post, over, said, rules)
        if post in _SEEN:
            seen = PostReviewed(post, id, stands=True, rule=decided.rule, version=decided.version, rule_of=of)
            script.add(script.at(_SEEN[post]), IYER, seen)
    _held(script)
    _escalated(script)
    _written_anew(script, rules, templates)
    _asked_about(script, rules, templates)
    _overturned(script, rules, templates)
    _thread(script)


# What the newcomer to moderation said beside T. Brandt before seeing what he decided: when, what, by which rule, why.
_BLIND: Final = {
    "p1": ("22:28", Decision.PUBLISH, "", ""),
    "p2": ("23:09", Decision.PUBLISH, "", "A school, but only in passing."),
    "p4": ("00:26", Decision.DECLINE, "R14", "A number."),
}
_SEEN: Final = {"p4": "00:58", "p6": "03:05"}  # which decisions Dr S. Iyer looked at again, and when


def _judged(
    script: Script, post: str, over: str, said: tuple[str, Decision, str, str], rules: Mapping[str, str]
) -> None:
    when, decision, rule, note = said
    version = 3 if rule == "R14" else None
    judged = PostJudged(post, decision, over, BRANDT.id, rule or None, version, rules.get(rule), note or None)
    script.add(script.at(when), LINDQVIST, judged)


# Who wrote the others, how old they are, and what.
_WRITTEN: Final = {
    "p20": ("amber-field", "16-17", "I wrote a letter to everyone I like. It felt good to say it all."),
    "p21": ("quiet-lamp", "13-15", "I said I would not tell anyone, but I am scared to go home tomorrow."),
    "p22": ("north-pier", "18-24", "Thank you to Sam Whitfield, who listened to me all of last week."),
    "p23": ("soft-drum", "25+", "Our evening group has a list, write to evenings@example.org to join."),
    "p24": ("pale-acorn", "16-17", "The page on sleep helped. Try the breathing one, it is number 3."),
    "p25": ("round-sail", "16-17", "I am new here. Hello."),
    "p26": ("sunny-kite", "16-17", "Hello! It gets easier after the first time."),
    "p27": ("small-orchard", "16-17", "Is anybody awake to talk about exams?"),
}


def _written(script: Script, post: str, when: str, text: str = "", thread: str | None = None) -> str:
    """A member writes a post for the forum, or anew; the id of that."""
    alias, age, first = _WRITTEN[post]
    submitted = PostSubmitted(post, alias, AgeBand(age), PostPlace.FORUM, text or first, thread)
    return script.add(script.at(when), PLATFORM, submitted)


def _decided(script: Script, when: str, who: Staff, decided: PostDecided) -> str:
    return script.add(script.at(when), who, decided)


def _answered(decided: PostDecided, alias: str, place: PostPlace, templates: Templates) -> PostDecided:
    """A post that is declined, with what its author is told: the template that fits the rule, filled for them."""
    rule = decided.rule or ""
    template, version, of = templates.get(rule, templates[""])
    title = next(one.title for one in RULES if one.rule == rule)
    body = next(one.body for one in TEMPLATES if one.template == template)
    message = filled(body, Values(alias, called_rule(title), PLACES[place]))
    return replace(decided, message=message, template=template, template_version=version, template_of=of)


def _held(script: Script) -> None:
    """One is held for the clinician, who publishes it."""
    over = _written(script, "p20", "22:40")
    note = "It may be a goodbye. Dr Iyer, would you look?"
    _decided(script, "22:58", BRANDT, PostDecided("p20", Decision.HOLD, over=over, for_=IYER.id, note=note))
    why = "A school project, as the thread before it says."
    _decided(script, "23:22", IYER, PostDecided("p20", Decision.PUBLISH, over=over, note=why))


def _escalated(script: Script) -> None:
    """One leads to a case, which two people close."""
    over = _written(script, "p21", "23:14")
    _decided(script, "23:18", BRANDT, PostDecided("p21", Decision.ESCALATE, over=over))
    flagged = CaseFlagged(
        "k2",
        "quiet-lamp",
        Risk.B,
        AgeBand.YOUNG_TEEN,
        post="p21",
        category=Category.DOMESTIC,
        summary="Is scared to go home after school tomorrow.",
        owner=OKAFOR.id,
        next_check=script.at("00:20"),
        plan="Invited to a chat tonight.",
    )
    script.add(script.at("23:21"), OKAFOR, flagged)
    script.add(script.at("00:16"), OKAFOR, CaseUpdated("k2", plan="An aunt knows, and has them for the night."))
    question = CaseOpinionAsked("k2", "The aunt rang back herself.", outcome="safe with family")
    opinion = script.add(script.at("00:50"), OKAFOR, question)
    script.add(script.at("01:06"), IYER, CaseClosed("k2", "safe with family", "Heard the aunt, too.", opinion))


def _written_anew(script: Script, rules: Mapping[str, str], templates: Templates) -> None:
    """One is declined with a message, and its author writes it anew."""
    over = _written(script, "p22", "00:36")
    no = PostDecided("p22", Decision.DECLINE, "R1", 1, rules.get("R1"), over=over)
    no = _answered(no, _WRITTEN["p22"][0], PostPlace.FORUM, templates)
    _decided(script, "00:44", BRANDT, no)
    again = _written(script, "p22", "00:57", "Thank you to Sam, who listened to me all of last week.")
    _decided(script, "01:04", BRANDT, PostDecided("p22", Decision.PUBLISH, over=again))


def _asked_about(script: Script, rules: Mapping[str, str], templates: Templates) -> None:
    """One touches a stop rule: a second person is asked, does not agree, and it is declined."""
    over = _written(script, "p23", "01:10")
    of = rules.get("R14")
    reason = "It is a group and nobody's own address."
    question = PostOpinionAsked("p23", over, Decision.PUBLISH, reason, None, "R14", 3, of)
    opinion = script.add(script.at("01:16"), BRANDT, question)
    script.add(script.at("01:22"), IYER, PostOpinionDeclined("p23", opinion, "We do not know who reads that list."))
    no = PostDecided("p23", Decision.DECLINE, "R14", 3, of, over=over)
    no = _answered(no, _WRITTEN["p23"][0], PostPlace.FORUM, templates)
    _decided(script, "01:27", BRANDT, no)


def _overturned(script: Script, rules: Mapping[str, str], templates: Templates) -> None:
    """One decision is overturned, and comes back to who made it."""
    over = _written(script, "p24", "02:44")
    of = rules.get("R9")
    no = PostDecided("p24", Decision.DECLINE, "R9", 1, of, over=over)
    no = _answered(no, _WRITTEN["p24"][0], PostPlace.FORUM, templates)
    decided = _decided(script, "03:18", BRANDT, no)
    seen = PostReviewed(
        "p24", decided, stands=False, reason="No school is named in it.", rule="R9", version=1, rule_of=of
    )
    script.add(script.at("03:36"), IYER, seen)
    _decided(script, "03:52", BRANDT, PostDecided("p24", Decision.PUBLISH, over=over))


def _thread(script: Script) -> None:
    """Three in one thread, of which two are published together, and one still waits in the end."""
    for post, when in (("p25", "05:01"), ("p26", "05:02")):
        over = _written(script, post, when, thread="t-welcome")
        _decided(script, "05:24", BRANDT, PostDecided(post, Decision.PUBLISH, over=over))
    _written(script, "p27", "05:26", thread="t-welcome")
