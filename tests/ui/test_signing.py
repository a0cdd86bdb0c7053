"""Whoever Slack no longer lets in signs in again at the window, with one key, and what is typed is not shown."""

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from console.domain.connection import Connection, Link
from console.ui.signing import CHECKING, GIVEN
from tests.ui import desks
from tests.ui.acting import desk
from tests.ui.test_accessibility import named


def test_tokens_are_given_once_checked_and_never_shown(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    given: list[tuple[str, str]] = []
    made.signing_in.given.connect(lambda user, app: given.append((user, app)))
    made._keyboard.does["sign_in"]()
    sheet = made.signing_in.sheet
    assert sheet is not None
    made._keyboard.does["sign_in"]()
    assert made.signing_in.sheet is sheet  # there is one
    named(sheet)
    assert {field.echoMode() for field in sheet.findChildren(QLineEdit)} == {QLineEdit.EchoMode.Password}
    qtbot.keyClicks(sheet.user, "xoxp-1")
    qtbot.keyClicks(sheet.app, "xapp-1")
    sheet.user.returnPressed.emit()
    assert given == [("xoxp-1", "xapp-1")]
    assert sheet.told.accessibleName() == CHECKING
    made.signing_in.told(["That is a bot's token."], done=False)
    assert sheet.told.accessibleName() == "That is a bot's token."
    made.signing_in.told(["Signed in to Practice as A. Novak."], done=True)
    assert made.signing_in.sheet is None
    made.signing_in.told(["It took too long."], done=False)  # and somebody closed the sheet meanwhile


def test_a_desk_that_slack_refuses_tells_the_key_or_where_its_tokens_come_from(qtbot: QtBot) -> None:
    made, _ = desk(qtbot)
    made.show_view(desks.view(connection=Connection(Link.REFUSED, trouble="The token was revoked.")))
    assert "Ctrl+Shift+S: sign in again here." in made.banner.words
    made.signing_in.from_environment = True
    made._show_news()
    assert GIVEN in made.banner.words
    said: list[str] = []
    made.signing_in.refused.connect(said.append)
    made._keyboard.does["sign_in"]()
    assert said == [GIVEN]
    assert made.signing_in.sheet is None
