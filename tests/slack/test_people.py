"""Who is an admin is as Slack has it now, however late it says what was before."""

import asyncio
from datetime import timedelta

from console.domain.messages import EPOCH, Person
from console.slack.people import People

BEFORE, AFTER = EPOCH + timedelta(days=1), EPOCH + timedelta(days=2)
ADA, ADMIN = Person("U1", "ada"), Person("U1", "ada", admin=True)


def test_what_is_told_late_is_no_news() -> None:
    told: list[Person] = []
    people = People(told.extend)
    people.told({ADA: AFTER})
    people.told({ADMIN: BEFORE})
    assert told == [ADA]
    people.told({ADMIN: AFTER})  # whole seconds: the later word of the same second stands
    assert told == [ADA, ADMIN]


def test_where_slack_does_not_say_when_the_latest_word_stands() -> None:
    told: list[Person] = []
    people = People(told.extend)
    for one in (ADA, ADMIN, ADA):
        people.told({one: EPOCH})
    assert told == [ADA, ADMIN, ADA]


async def test_the_list_is_read_again_after_nobody_listened() -> None:
    people = People(lambda _people: None)
    people.is_due()
    await people.until_due(60)
    waiting = asyncio.create_task(people.until_due(60))
    await asyncio.sleep(0)
    assert not waiting.done()
    people.is_due()
    await waiting
