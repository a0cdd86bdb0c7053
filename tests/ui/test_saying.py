"""What happened by itself never hides what a key was answered with."""

import pytest
from pytestqt.qtbot import QtBot

from console.ui.banner import Banner, News
from console.ui.saying import SAID_FOR, Saying
from console.ui.theme import Look
from tests.ui.windows import Watch

TAKEN = News("Somebody has this chat.")
RULE, PROPOSAL = News("There is a rule to be read.", "quiet"), News("A proposal was settled.", "quiet")
OLD = News("The data is old.")


class Heard(Banner):
    """A banner that keeps what a screen reader says of it."""

    def announce(self) -> None:
        heard.append(self.words)


heard: list[str] = []


@pytest.fixture
def watch() -> Watch:
    heard.clear()
    return Watch()


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    made = Heard(Look())
    qtbot.addWidget(made)
    return made


def test_what_happens_waits_for_an_answer_and_then_has_its_own_time(banner: Banner, watch: Watch) -> None:
    saying = Saying(banner, watch)
    saying.answer(TAKEN)
    for news in (RULE, PROPOSAL, RULE):
        saying.tell(news)
    seen = []
    for _ in range(4):
        seen.append(banner.words)
        watch.at += SAID_FOR
        saying.show(None)
    assert seen == [TAKEN.words, RULE.words, PROPOSAL.words, ""]
    assert heard == seen[:3]


def test_an_answer_takes_the_place_of_what_happened(banner: Banner, watch: Watch) -> None:
    saying = Saying(banner, watch)
    saying.tell(RULE)
    saying.answer(TAKEN)
    assert banner.words == TAKEN.words


def test_what_happens_once_more_is_heard_once_more(banner: Banner, watch: Watch) -> None:
    saying = Saying(banner, watch)
    saying.tell(RULE)
    saying.tell(RULE)
    assert heard == [RULE.words, RULE.words]


def test_how_the_desk_stands_goes_before_all_of_it_unless_it_is_calm(banner: Banner, watch: Watch) -> None:
    saying = Saying(banner, watch)
    saying.show(OLD)
    saying.answer(TAKEN)
    assert banner.words == OLD.words
    saying.show(News("The first reading goes on.", "quiet"))
    assert banner.words == TAKEN.words
