"""The pages beside the desk that a window offers; each is imported when it is opened first."""

from datetime import tzinfo
from functools import partial
from typing import TYPE_CHECKING, Final

from console.desk import View
from console.domain.words import Role
from console.ui.keys import Keymap
from console.ui.lifting import Lifting
from console.ui.people_rows import to_confirm
from console.ui.queue_pane import QueuePane
from console.ui.tabs import Tab
from console.ui.theme import Look
from console.ui.views import Page, Views
from console.ui.wishes import Wishes

if TYPE_CHECKING:
    from console.ui.handing import Handing
    from console.ui.measuring import Measuring
    from console.ui.since import Catching
    from console.ui.window import DeskWindow

PEOPLE: Final = "people"
PLANNING: Final = "planning"
_PLAN_KEYS: Final = ("plan_duty", "plan_shift", "publish_plan", "set_routines", "set_needs")
HANDOVER: Final = "handover"
SINCE: Final = "since"
BOARD: Final = "board"
FIGURES: Final = "figures"
TEMPLATES: Final = "templates"
SEARCH: Final = "search"
RECORD: Final = "record"
_HANDOVER_KEYS: Final = ("sign_over", "sign_for", "write_handover", "sign_handover")
_ROLE_KEYS: Final = ("give_role", "take_role", "confirm_role", "confirm_all")


def offered(window: "DeskWindow", keys: Keymap, zone: tzinfo) -> tuple[Tab, ...]:
    """The tabs of the pages that a window offers.

    What is new to somebody, the figures, the templates, the search and the record have a key and a place in the box,
    and leave the bar's room to the shift.
    """
    views = window.views
    offer_since(views, keys, zone, window.handing.since)
    offer_figures(views, zone, window.handing.measuring)
    offer_templates(window, keys, zone)
    offer_search(window, keys, zone)
    offer_record(window, keys, zone)
    return (
        offer_people(views, keys, zone, window.roster_acts.lifting, window.queue),
        offer_planning(views, keys, zone, window.wishes),
        offer_handover(views, keys, zone, window.handing),
        offer_board(views, keys, zone, window.handing),
    )


def offer_since(views: Views, keys: Keymap, zone: tzinfo, catching: "Catching") -> Tab:
    """Offer the page of what changed since somebody was last here; its tab."""

    def made(look: Look) -> Page:
        from console.ui.since_page import SincePage  # noqa: PLC0415 -- opened once a shift; a start need not wait

        return SincePage(look, keys, zone, catching)

    return views.offer(SINCE, "Since you were last here", made)


def offer_people(views: Views, keys: Keymap, zone: tzinfo, lifting: Lifting, queue: QueuePane) -> Tab:
    """Offer the page of the people; its tab. At the desk the keys of roles open it, on whoever is chosen there."""

    def made(look: Look) -> Page:
        from console.ui.people_page import PeoplePage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return PeoplePage(look, keys, zone, lifting, queue.holdings)

    def at_desk(name: str) -> None:
        person = lifting.roster.chosen_person if lifting.roster.view.hasFocus() else ""
        views.go(PEOPLE)
        if person and views.page is not None:
            views.page.follow(person)
            views.act(name)

    views.desk_acts |= {name: partial(at_desk, name) for name in _ROLE_KEYS}
    return views.offer(PEOPLE, "People", made, to_confirm)


def waiting(view: View) -> int:
    """How many changes of the roster wait for the word of the desk's person."""
    lead = Role.LEAD in view.people.roles_now(view.me)
    return sum((lead and one.to_consent) or (bool(one.to) and one.asks(view.me)) for one in view.swaps.values())


def offer_planning(views: Views, keys: Keymap, zone: tzinfo, wishes: Wishes) -> Tab:
    """Offer the page on which shifts are planned; its tab. At the desk its keys open it."""

    def made(look: Look) -> Page:
        from console.ui.planning_page import PlanningPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return PlanningPage(look, keys, zone, wishes)

    views.desk_acts |= {name: partial(views.go, PLANNING) for name in _PLAN_KEYS}
    return views.offer(PLANNING, "Planning", made, waiting)


def offer_handover(views: Views, keys: Keymap, zone: tzinfo, handing: "Handing") -> Tab:
    """Offer the page of the handover; its tab. At the desk the keys of signatures open it."""

    def made(look: Look) -> Page:
        from console.ui.handover_page import HandoverPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return HandoverPage(look, keys, zone, handing)

    views.desk_acts |= {"flag_case": handing.flag, **{name: partial(views.go, HANDOVER) for name in _HANDOVER_KEYS}}
    views.desk_acts["give_opinion"] = lambda: handing.opine("")
    return views.offer(HANDOVER, "Handover", made)


def offer_board(views: Views, keys: Keymap, zone: tzinfo, handing: "Handing") -> Tab:
    """Offer the leads' review board; its tab."""

    def made(look: Look) -> Page:
        from console.ui.board_page import BoardPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return BoardPage(look, keys, zone, handing)

    return views.offer(BOARD, "Cases", made)


def offer_figures(views: Views, zone: tzinfo, measuring: "Measuring") -> Tab:
    """Offer the page of figures; its tab."""

    def made(look: Look) -> Page:
        from console.ui.measures_page import MeasuresPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return MeasuresPage(look, zone, measuring)

    return views.offer(FIGURES, "Figures", made)


def offer_templates(window: "DeskWindow", keys: Keymap, zone: tzinfo) -> Tab:
    """Offer the page of the templates; its tab."""

    def made(look: Look) -> Page:
        from console.ui.templates_page import TemplatesPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        page = TemplatesPage(look, keys, zone, window.wishes, window.queue.known)
        window.touches.changed.connect(page.screen_anew)
        return page

    return window.views.offer(TEMPLATES, "Templates", made)


def offer_search(window: "DeskWindow", keys: Keymap, zone: tzinfo) -> Tab:
    """Offer the page that finds everything kept; its tab."""

    def made(look: Look) -> Page:
        from console.ui.search_page import SearchPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return SearchPage(look, keys, zone, window.finder.searching)

    return window.views.offer(SEARCH, "Search", made)


def offer_record(window: "DeskWindow", keys: Keymap, zone: tzinfo) -> Tab:
    """Offer the page of the record; its tab."""

    def made(look: Look) -> Page:
        from console.ui.record_page import RecordPage  # noqa: PLC0415 -- opened now and then; a start need not wait

        return RecordPage(look, keys, zone, window.finder.recording, window.wishes)

    return window.views.offer(RECORD, "Record", made)
