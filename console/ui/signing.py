"""Signing in again at the window: a token that Slack no longer takes costs no restart and no command line."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from console.ui.act_bar import KeyButton
from console.ui.announcing import announce
from console.ui.keys import Keymap
from console.ui.label import Label, Text
from console.ui.looks import Wearing
from console.ui.sheet import Sheet
from console.ui.theme import Look

TITLE: Final = "Sign in again"
ABOUT: Final = (
    "Copy the tokens from Slack as you did for the first time. They are checked with Slack, and kept in this "
    "computer's keychain and nowhere else. This window then goes on by itself, and what waits goes out."
)
CHECKING: Final = "Slack is asked whether they are good."
GIVEN: Final = (
    "This window has its tokens from where it was started, its environment: "
    "put the new ones there, and open the window again."
)
_LONGEST: Final = 500  # characters of a token
_BY_COMMAND: Final = "after moderation-console sign-in this window goes on by itself."


class SignInSheet(Sheet):
    """Asks for both tokens; ``given`` has them, the app's may be empty. What is typed is not shown."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent, look, TITLE)
        about = Text(look, tint=lambda p: p.soft)
        about.show_words(ABOUT)
        self.column.addWidget(about)
        self.user = self._field("Your own token: it begins with xoxp-")
        self.app = self._field("The app's token: it begins with xapp-. Empty to do without")
        self.told = Text(look, tint=lambda p: p.warn)
        self.told.hide()
        self.column.addWidget(self.told)
        self.button = KeyButton(look, "Sign in", "Return", "first")
        self.button.clicked.connect(self._give)
        self.column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(min(look.px(560), parent.width() - look.px(40)), self.sizeHint().height())
        self.user.setFocus()

    def tell(self, sentence: str) -> None:
        """Say how it stands, below the fields."""
        self.told.show_words(sentence)
        self.told.setVisible(bool(sentence))
        announce(self.told, sentence)

    def _field(self, name: str) -> QLineEdit:
        self.column.addWidget(Label(self._look, name, size=12.5))
        field = QLineEdit()
        field.setFont(self._look.font())
        field.setAccessibleName(name)
        field.setMaxLength(_LONGEST)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(self._give)
        self.column.addWidget(field)
        return field

    @Slot()
    def _give(self) -> None:
        self.tell(CHECKING)
        self.given.emit(self.user.text().strip(), self.app.text().strip())


class SigningIn(QObject):
    """The key that opens the sheet; ``given`` has the tokens, and ``told`` says what became of them.

    ``from_environment`` says that this window's tokens cannot be changed from here; ``refused`` says so in words.
    """

    given = Signal(str, str)
    refused = Signal(str)

    def __init__(self, window: Wearing, parent: QWidget, keys: Keymap) -> None:
        super().__init__(parent)
        self._window, self._parent = window, parent
        self._key = keys.hint("sign_in")
        self.from_environment = False
        self.sheet: SignInSheet | None = None
        self.keys: dict[str, Callable[[], object]] = {"sign_in": self.open}

    @property
    def way_on(self) -> str:
        """What somebody can do whom Slack no longer lets in."""
        if self.from_environment:
            return GIVEN
        key = f"{self._key}: sign in again here. " if self._key else ""
        return f"{key}Or run moderation-console doctor, it says what to do; {_BY_COMMAND}"

    @Slot()
    def open(self) -> None:
        """Ask for the tokens."""
        if self.from_environment:
            self.refused.emit(GIVEN)
        elif self.sheet is None:
            self.sheet = SignInSheet(self._parent, self._window.look)
            self.sheet.given.connect(self.given)
            self.sheet.finished.connect(self._on_finished)
            self.sheet.open()

    def told(self, sentences: Sequence[str], *, done: bool) -> None:
        """What became of the tokens: the sheet goes when they are good, and says why when they are not."""
        if done:
            self.refused.emit(" ".join(sentences))
            if self.sheet is not None:
                self.sheet.accept()
        elif self.sheet is not None:
            self.sheet.tell(" ".join(sentences))

    @Slot()
    def _on_finished(self) -> None:
        self.sheet = None
