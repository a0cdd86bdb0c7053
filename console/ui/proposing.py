"""To whom a draft can be proposed, each with a key."""

from typing import Final

from console.desk import View
from console.domain.actions import ProposeRule, PublishRule
from console.domain.words import Role
from console.ui.picking import Pick
from console.ui.text import one_line

NO_OTHER: Final = "There is no other clinician to propose it to."


def picks_of(view: View, wish: PublishRule, on_shift: frozenset[str]) -> tuple[Pick, ...]:
    """The other clinicians to whom a draft can be proposed, those on shift first, each with a key."""
    others = [one for one in view.people.having(Role.CLINICIAN) if one != view.me]
    others.sort(key=lambda one: (one not in on_shift, view.name(one), one))
    return tuple(
        Pick(
            str(number) if number <= 9 else "",  # noqa: PLR2004 -- the keys there are
            one_line(view.name(person), 60),
            ProposeRule(person, wish),
            "on shift now" if person in on_shift else "not on this shift",
        )
        for number, person in enumerate(others, 1)
    )
