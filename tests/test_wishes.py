"""What somebody types is understood, or a sentence says why not."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from console.domain import actions, events
from console.domain.actions import Action, Refusal
from console.domain.messages import Batch, Person
from console.domain.words import AgeBand, Audience, Category, ChatOutcome, Intent, Risk, Role, RuleLevel
from console.naming import ask_of, moment_of
from console.wishes import Flag, What, Wish, action_of, case_wish, confirmed_of
from tests.builders import at, entry, message
from tests.handed import Handed, Slack

RULE = actions.PublishRule("Links", "Only our own.", RuleLevel.NOTE, (Audience.ADULTS,))


async def known(*more: events.Event, by: str = "UC1") -> Handed:
    """A desk that knows three chats, of which two are called alike, and some people."""
    desk = Handed("UC1")
    await Slack(desk).begins("c1")
    facts = [
        entry(events.ChatOpened("c8", "twin", AgeBand.TEEN, Risk.C), "UPLAT", 1, channel="C0QUEUE"),
        entry(events.ChatOpened("c9", "Twin", AgeBand.TEEN, Risk.C), "UPLAT", 2, channel="C0QUEUE"),
        *(entry(event, by, 3 + n, channel="C5ASKS") for n, event in enumerate(more)),
    ]
    people = (Person("U8", "S. Twin"), Person("U9", "T. Twin"))
    await desk.acting.deliver(Batch(tuple(message(fact) for fact in facts), people=people))
    return desk


def wish(action: What, **given: object) -> Wish:
    return Wish(action, "0198-1", **given)  # type: ignore[arg-type]  # a builder passes on


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (wish(What.TAKE_NEXT), actions.TakeNext()),
        (wish(What.TAKE_CHAT, chat="c1"), actions.TakeChat("c1")),
        (wish(What.TAKE_CHAT, chat=" Otter-C1"), actions.TakeChat("c1")),
        (wish(What.RELEASE_CHAT, chat="c1", text="r"), actions.ReleaseChat("c1", "r")),
        (wish(What.PASS_CHAT, chat="c1", person="osei", text="n"), actions.PassChat("c1", "UC2", "n")),
        (wish(What.PASS_CHAT, chat="c1", person="UC2"), actions.PassChat("c1", "UC2")),
        (wish(What.RETURN_PASS, chat="c1"), actions.ReturnPass("c1")),
        (wish(What.CLOSE_CHAT, chat="c1", outcome=ChatOutcome.LEFT), actions.CloseChat("c1", ChatOutcome.LEFT)),
        (wish(What.REOPEN_CHAT, chat="c1"), actions.ReopenChat("c1")),
        (wish(What.NOTE_CHAT, chat="c1", text="n"), actions.NoteChat("c1", "n")),
        (wish(What.SET_RISK, chat="c1", risk=Risk.A), actions.SetRisk("c1", Risk.A)),
        (wish(What.ASK, chat="c1", text="q"), actions.AskTeam("c1", "q")),
        (wish(What.ASK, chat="c1", text="q", quoted=True), actions.AskTeam("c1", "q", quoted=True)),
        (wish(What.LIFT_LIMIT, person="M. Hale", limit=5), actions.LiftLimit("UC1", 5)),
        (wish(What.GIVE_ROLE, person="Hale", role=Role.HOST), actions.GiveRole("UC1", Role.HOST)),
        (wish(What.TAKE_ROLE, person="Hale", role=Role.HOST), actions.TakeRole("UC1", Role.HOST)),
        (wish(What.RENEW), actions.RenewLeases()),
        (wish(What.PUBLISH_RULE, publish=RULE), RULE),
        (wish(What.WITHDRAW_RULE, rule="31", text="why"), actions.WithdrawRule("31", "why")),
        (wish(What.ACKNOWLEDGE_RULE, rule="R31"), actions.AcknowledgeRule("R31")),
    ],
)
async def test_every_action_is_understood(given: Wish, meant: Action) -> None:
    assert action_of((await known()).desk.view(), given) == meant


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (wish(What.TAKE_CHAT, chat="fern"), "This desk knows no chat “fern”."),
        (wish(What.TAKE_CHAT, chat="twin"), "Several chats are called twin: name one by its id (c8, c9)."),
        (wish(What.GIVE_ROLE, person="Nobody"), "Nobody in the workspace is called Nobody."),
        (wish(What.GIVE_ROLE, person="twin"), "Several people are called twin: name one by their id (U8, U9)."),
    ],
)
async def test_what_could_mean_several_or_none_is_asked_back(given: Wish, why: str) -> None:
    assert action_of((await known()).desk.view(), given) == Refusal(why)


async def test_what_is_told_otherwise_is_no_action() -> None:
    view = (await known()).desk.view()
    for what in (What.ANSWER, What.CONFIRM_ROLES, What.FLAG_CASE, What.UPDATE_CASE, What.SIGN_HANDOVER):
        assert action_of(view, wish(what)) == Refusal("This is done otherwise.")


async def test_what_is_in_doubt_is_confirmed_for_all_or_for_one() -> None:
    desk = await known()
    given = [
        entry(events.RoleGiven("U8", Role.LEAD), "UADMIN", 20, channel="C3MAIN"),
        entry(events.RoleGiven("UC2", Role.HOST), "U8", 21, channel="C3MAIN"),
        entry(events.RoleGiven("U9", Role.HOST), "U8", 22, channel="C3MAIN"),
        entry(events.RoleTaken("U8", Role.LEAD), "UADMIN", 23, channel="C3MAIN"),
        entry(events.RoleGiven("U9", Role.LEAD), "U9", 24, channel="C3MAIN"),
    ]
    await desk.acting.deliver(Batch(tuple(message(fact) for fact in given)))
    confirm = What.CONFIRM_ROLES
    view = replace(desk.desk.view(), me="UADMIN")
    assert confirmed_of(view, wish(confirm), at(30)) == (
        actions.GiveRole("U9", Role.HOST),
        actions.GiveRole("UC2", Role.HOST),
    )
    assert confirmed_of(view, wish(confirm, person="osei"), at(30)) == (actions.GiveRole("UC2", Role.HOST),)
    assert confirmed_of(view, wish(confirm, person="UC1"), at(30)) == Refusal("There is no role to confirm.")
    assert confirmed_of(view, wish(confirm, person="Nobody"), at(30)) == Refusal(
        "Nobody in the workspace is called Nobody."
    )
    refused = confirmed_of(desk.desk.view(), wish(confirm), at(30))
    assert isinstance(refused, Refusal)
    assert refused.why.startswith("Only an admin of the workspace or a lead can give and take roles: ")


async def test_of_two_chats_called_alike_the_one_that_fits_is_meant() -> None:
    desk = await known()
    await desk.acting.deliver(Batch((message(entry(events.ChatEnded("c8"), "UPLAT", 9, channel="C0QUEUE")),)))
    view = desk.desk.view()
    assert action_of(view, wish(What.TAKE_CHAT, chat="twin")) == actions.TakeChat("c9")
    assert action_of(view, wish(What.REOPEN_CHAT, chat="twin")) == actions.ReopenChat("c8")


async def test_a_question_is_named_by_its_id_or_by_its_chat() -> None:
    one, two, alone = (events.AskPosted(f"a{n}", "What now?", chat) for n, chat in enumerate(("c1", "c8", None)))
    view = (await known(one, two, alone)).desk.view()
    places = {ask.ask: ask.position for ask in view.asks.values()}
    assert ask_of(view, "a2") == places["a2"]
    assert ask_of(view, "otter-c1") == places["a0"]
    assert ask_of(view, "c8") == places["a1"]
    assert ask_of(view, "fern") == Refusal("This desk knows no question “fern”, and none about a chat of that name.")
    more = (await known(one, events.AskPosted("a9", "And now?", "c1"))).desk.view()
    assert ask_of(more, "c1") == Refusal("There are several questions about c1: name one by its id (a0, a9).")


async def test_a_rule_is_named_by_its_id_or_its_number() -> None:
    desk = await known()
    facts = [
        entry(events.RoleGiven("UDOC", Role.CLINICIAN), "UADMIN", 20, channel="C3MAIN"),
        *(
            entry(events.RulePublished(name, "A title", "B", RuleLevel.NOTE, ()), "UDOC", 21, channel=f"C2UPD{name}")
            for name in ("R31", "house")
        ),
    ]
    await desk.acting.deliver(Batch(tuple(message(fact) for fact in facts)))
    view = desk.desk.view()
    for typed, meant in {"31": "R31", "r31": "R31", " R31 ": "R31", "house": "house", "9": "9"}.items():
        assert action_of(view, wish(What.ACKNOWLEDGE_RULE, rule=typed)) == actions.AcknowledgeRule(meant)
    assert action_of(view, wish(What.PUBLISH_RULE)) == Refusal("There is no rule to publish.")
    assert action_of(view, wish(What.PROPOSE_RULE)) == Refusal("There is no rule to propose.")
    named = action_of(view, wish(What.PROPOSE_RULE, person="ULEAD", publish=RULE))
    assert named == actions.ProposeRule("ULEAD", RULE)
    declined = action_of(view, wish(What.DECLINE_PROPOSAL, about="i1", text="no"))
    assert declined == actions.DeclineProposal("i1", "no")


# Cases

LONDON = ZoneInfo("Europe/London")


async def with_cases() -> Handed:
    desk = await known()
    flags = (("k1", "fern"), ("k2", "twin"), ("k3", "Twin"))
    facts = [entry(events.CaseFlagged(k, alias, Risk.B), "UC1", 20, channel=f"C4{k}") for k, alias in flags]
    facts.append(entry(events.CaseClosed("k2", "safe"), "UC1", 21, channel="C4CASES"))
    await desk.acting.deliver(Batch(tuple(message(fact) for fact in facts)))
    return desk


async def test_a_case_is_named_by_its_id_or_its_alias_and_the_open_one_is_meant() -> None:
    view = (await with_cases()).desk.view()
    assert action_of(view, wish(What.SIGN_OVER, case="k2")) == actions.SignOver("k2")
    assert action_of(view, wish(What.SIGN_OVER, case=" Fern ", shift="s2")) == actions.SignOver("k1", "s2")
    assert action_of(view, wish(What.SIGN_FOR, case="twin", text="mine")) == actions.SignFor("k3", "mine")
    asked = wish(What.ASSESS_CASE, case="fern", assessment=actions.AssessCase("fern", "no", when="tonight"))
    assert action_of(view, asked) == actions.AssessCase("k1", "no", when="tonight")
    assert action_of(view, wish(What.ASSESS_CASE, case="fern")) == actions.AssessCase("k1")
    assert action_of(view, wish(What.MERGE_CASE, case="k3", into="k1")) == actions.MergeCase("k3", "k1")
    closing = wish(What.CLOSE_CASE, case="twin", about="safe", text="n")
    assert action_of(view, closing) == actions.CloseCase("k3", "safe", "n")
    agreed = actions.GiveOpinion("k1", agrees=True, reason="saw her")
    assert action_of(view, wish(What.AGREE, case="fern", text="saw her")) == agreed
    assert action_of(view, wish(What.DISAGREE, case="fern")) == actions.GiveOpinion("k1", agrees=False)
    assert action_of(view, wish(What.SIGN_OVER, case="moss")) == Refusal("This desk knows no case “moss”.")
    desk = await with_cases()
    again = entry(events.CaseFlagged("k4", "fern", Risk.B), "UC1", 30, channel="C4CASES")
    await desk.acting.deliver(Batch((message(again),)))
    several = action_of(desk.desk.view(), wish(What.SIGN_OVER, case="fern"))
    assert several == Refusal("Several cases are called fern: name one by its id (k1, k4).")


async def test_a_case_is_flagged_by_what_its_chat_says_and_what_was_typed() -> None:
    view = (await with_cases()).desk.view()
    flag = Flag(owner="osei", next_check="02:30", intent=Intent.HAS_ACTED, category=Category.SUICIDE, summary="s")
    assert case_wish(view, wish(What.FLAG_CASE, chat="c8", flag=flag), at(), LONDON) == actions.FlagCase(
        Risk.C,
        "c8",
        intent=Intent.HAS_ACTED,
        category=Category.SUICIDE,
        summary="s",
        owner="UC2",
        next_check=datetime(2026, 11, 22, 2, 30, tzinfo=UTC),
    )
    lower = wish(What.UPDATE_CASE, case="k1", flag=Flag(Risk.A, plan="p"), why="w")
    assert case_wish(view, lower, at(), LONDON) == actions.UpdateCase("k1", Risk.A, plan="p", why="w")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (wish(What.FLAG_CASE, chat="moss"), "This desk knows no chat “moss”."),
        (wish(What.FLAG_CASE, flag=Flag(alias="fern")), "Say how high the risk is, from A to E."),
        (wish(What.FLAG_CASE, chat="c8", flag=Flag(owner="Nobody")), "Nobody in the workspace is called Nobody."),
        (
            wish(What.FLAG_CASE, chat="c8", flag=Flag(next_check="soon")),
            "Write a time as 08:30, or a moment as 2026-11-22T08:30:00Z.",
        ),
    ],
)
async def test_a_flag_that_cannot_be_told_is_asked_back(given: Wish, why: str) -> None:
    assert case_wish((await with_cases()).desk.view(), given, at(), LONDON) == Refusal(why)


@pytest.mark.parametrize(
    ("now", "typed", "meant"),
    [
        ("2026-11-21T22:00:00+00:00", "2:30", "2026-11-22T02:30:00+00:00"),
        ("2026-11-21T22:00:00+00:00", "22:00", "2026-11-22T22:00:00+00:00"),
        ("2026-07-01T22:00:00+00:00", "2026-07-02T08:30:00Z", "2026-07-02T08:30:00+00:00"),
        ("2026-07-01T22:00:00+00:00", "2026-07-02T08:30", "2026-07-02T07:30:00+00:00"),
        # The clocks go back at 02:00: 01:30 comes twice, at 00:30 and at 01:30 UTC.
        ("2026-10-25T00:00:00+00:00", "01:30", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T00:45:00+00:00", "01:30", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T00:45:00+00:00", "08:30", "2026-10-25T08:30:00+00:00"),
        # They go forward at 01:00: after half past midnight it is a quarter past two in 45 minutes.
        ("2026-03-29T00:30:00+00:00", "02:15", "2026-03-29T01:15:00+00:00"),
    ],
)
def test_a_time_of_day_is_the_next_one_also_when_the_clocks_change(now: str, typed: str, meant: str) -> None:
    assert moment_of(typed, datetime.fromisoformat(now), LONDON) == datetime.fromisoformat(meant)
