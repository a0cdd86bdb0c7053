"""How often desks in use renew: all chats in one message, and 120 of them far below one message a second."""

import pytest

from console.domain import actions
from console.domain.events import LeaseRenewed
from console.domain.messages import Entry
from console.domain.words import Home, Risk
from console.hands import RENEWED_EVERY
from tests.handed import Handed, Slack

HOUR = 3_600
DESKS = 120


@pytest.mark.parametrize(("risk", "most"), [(Risk.A, 0.65), (Risk.C, 0.15)])
async def test_120_desks_in_use_with_three_chats_each_renew_well_within_one_message_a_second(
    risk: Risk, most: float
) -> None:
    desk = Handed("UC1")
    slack = Slack(desk)
    await slack.begins("c1", "c2", "c3")
    for number, chat in enumerate(("c1", "c2", "c3")):
        slack.passes(10 * number)  # their leases end at different moments
        if risk is not Risk.C:
            await desk.does(actions.SetRisk(chat, risk, "judged"))
        await desk.does(actions.TakeChat(chat))
        await slack.settles()
    before = len(slack.messages)
    for _ in range(HOUR // int(RENEWED_EVERY)):
        slack.passes(RENEWED_EVERY)
        await desk.acting.renew()
        await slack.takes(desk, Home.SHIFT_LOG)
        while desk.inbox:
            await desk.hears()
    sent = slack.messages[before:]
    renewals = [one.content.event for one in sent if isinstance(one.content, Entry)]
    assert all(isinstance(one, LeaseRenewed) and set(one.chats) == {"c1", "c2", "c3"} for one in renewals)
    assert {chat.holder_at(desk.clock.now()) for chat in desk.desk.view().chats.values()} == {"UC1"}
    assert 0 < len(sent) * DESKS / HOUR < most
