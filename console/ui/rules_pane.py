"""The pane of the posting rules: what is to be read, what is in force, what was said by hand; with a search."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.domain.rules import Rule
from console.ui.act_bar import ActBar
from console.ui.acts import Act
from console.ui.cards import CardPainting
from console.ui.keys import Keymap
from console.ui.label import Heading
from console.ui.lists import ListView
from console.ui.proposal_rows import cards_of_proposals
from console.ui.queue_pane import NOT_READ
from console.ui.rows import Rows
from console.ui.rule_rows import Card, RulesNow, cards_of, in_force
from console.ui.theme import Look

if TYPE_CHECKING:
    from console.ui.rule_checking import Checking

_LONGEST: Final = 3_000  # characters of a draft


class RulesPane(QWidget):
    """The posting rules as cards; below them what can be done with the chosen one, and with what is to be read."""

    def __init__(self, look: Look, keys: Keymap) -> None:
        super().__init__()
        self._look = look
        self._nothing = NOT_READ
        self._rules: RulesNow | None = None
        self._turn: datetime | None = None  # when a rule begins or ends by itself
        self._checking: Checking | None = None  # what holds a text against the rules; made when it is first wanted
        self.to_read = 0  # how many wait to be acknowledged
        self.heading = Heading(look, "Posting rules")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a rule, or paste a draft to check it…")
        self.search.setAccessibleName("Find a rule, or check a draft")
        self.search.setClearButtonEnabled(False)
        self.search.setMaxLength(_LONGEST)
        self.search.setFont(look.font())
        self.search.textChanged.connect(self._search)
        self.rows: Rows[Card] = Rows(lambda card: card.words)
        self.view: ListView[Card] = ListView(self.rows, "Posting rules", height_of=self._height_of)
        self._painting = CardPainting(self.view, look)
        self.view.setItemDelegate(self._painting)
        self.view.set_height(look.px(60))
        self.view.say_empty(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        self._field = QHBoxLayout()
        self._field.addWidget(self.search, 1)
        layout.addLayout(self._field)
        layout.addWidget(self.view, 1)
        self.bar = ActBar(look, keys)
        layout.addWidget(self.bar)
        self._layout = layout
        self._measure()

    def show_rules(self, rules: RulesNow) -> None:
        """Show the rules as they are at a moment."""
        self._rules, self._checking = rules, None
        turns = [turn for rule in rules.rules if (turn := rule.changes_at(rules.now)) is not None]
        self._turn = min(turns, default=None)
        self._show()

    def turned(self, now: datetime) -> bool:
        """Whether a rule began or ended by itself since the rules were shown."""
        return self._turn is not None and self._turn <= now

    @property
    def now(self) -> RulesNow | None:
        """All that it shows, and of when; None before it showed anything."""
        return self._rules

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules it shows."""
        return () if self._rules is None else self._rules.rules

    def follow(self, rule: str) -> None:
        """Stand on a rule; on one that is no longer in force by searching for it."""
        self.search.clear()
        if not self._stand_on(rule) and self._rules is not None:
            self.search.setText(next((one.latest.title for one in self._rules.rules if one.rule == rule), ""))
            self._stand_on(rule)

    def _stand_on(self, rule: str) -> bool:
        begins = f"rule {rule} "
        places = [place for place, card in enumerate(self.rows) if card.key.startswith(begins)]
        for place in places[:1]:
            self.view.choose(place)
        return bool(places)

    def be_flat(self, *, flat: bool) -> None:
        """Whether the pane is wide and low, so that the buttons have their room beside the search."""
        self._layout.removeWidget(self.bar)
        self._field.removeWidget(self.bar)
        if flat:
            self._field.addWidget(self.bar, 1)
        else:
            self._layout.addWidget(self.bar)

    def offer(self, acts: Sequence[Act]) -> None:
        """Show what can be done."""
        self.bar.setVisible(bool(acts))
        self.bar.show_acts(acts)

    def show_more(self, card: Card) -> bool:
        """Bring a card into view, or more of one that is higher than the view; False when its end was seen already."""
        place = self.rows.position_of(card.key)
        box, high = self.view.visualRect(self.rows.index(place, 0)), self.view.viewport().height()
        whole = box.height() <= high
        if 0 < box.bottom() <= high and (box.top() >= 0 or not whole):
            return False
        if whole or box.top() > 0 or box.bottom() < 0:
            self.view.choose(place)
            top = self.view.ScrollHint.EnsureVisible if whole else self.view.ScrollHint.PositionAtTop
            self.view.scrollTo(self.rows.index(place, 0), top)
        else:
            bar = self.view.verticalScrollBar()
            bar.setValue(bar.value() + min(high * 3 // 4, box.bottom() - high))
        return True

    def unfold(self) -> None:
        """Show, or cut again, the whole of the chosen card."""
        card = self.view.chosen_row()
        if card is None:
            return
        self._painting.unfolded = "" if self._painting.unfolded == card.key else card.key
        self.view.forget_heights()
        self.view.viewport().update()
        self.view.scrollTo(self.view.currentIndex())

    def set_complete(self, *, complete: bool) -> None:
        """Whether everything was ever read: only then does an empty list mean that there is nothing."""
        self._nothing = "There are no posting rules." if complete else NOT_READ
        self.view.say_empty(self._nothing)

    def wear(self, look: Look) -> None:
        """Look otherwise."""
        self._look = look
        self.heading.wear(look)
        self.bar.wear(look)
        self.search.setFont(look.font())
        self._painting.look = look
        self._measure()
        self.view.forget_heights()
        self.view.viewport().update()

    def _measure(self) -> None:
        px = self._look.px
        self._field.setContentsMargins(px(12), 0, px(12), px(2))
        self.view.verticalScrollBar().setSingleStep(px(28))

    def _height_of(self, card: Card, width: int) -> int:
        return self._painting.height_of(card, width)

    def _checked(self, rules: RulesNow) -> "Checking":
        """What holds a draft against the rules as they are now."""
        from console.ui.rule_checking import Checking  # noqa: PLC0415 -- most desks never need it

        if self._checking is None:
            self._checking = Checking(rules)
        return self._checking

    @Slot(str)
    def _search(self, _text: str) -> None:
        self._show()

    def _show(self) -> None:
        if self._rules is None:
            return
        search = self.search.text()
        cards = cards_of(self._rules, search)
        touched = self._checked(self._rules).cards(search) if search.strip() else []
        proposals = [] if search.strip() else list(cards_of_proposals(self._rules))
        self.rows.show([*touched, *proposals, *cards])
        unread = self.to_read = sum(card.to_read for card in cards)
        parts = ["#mod-updates", f"{in_force(self._rules.rules, self._rules.now)} in force"]
        if unread:
            parts.append(f"{unread} to acknowledge")
        if search.strip():
            parts.append(f"{sum(not card.heading for card in cards)} found")
            parts += [f"{len(touched) - 2} touched"] if touched else []  # without a heading and the text itself
            self.view.say_empty("No rule has these words, and none is touched by them.")
        else:
            self.view.say_empty(self._nothing)
        self.heading.say(" · ".join(parts))
