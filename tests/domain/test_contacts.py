"""Contact details: what is one, what only looks like one, and where it begins and ends."""

import pytest

from console.domain.contacts import contacts
from console.domain.normal import normal
from console.domain.phones import phones
from console.domain.words import RuleKind

PHONE, LINK, EMAIL, HANDLE = RuleKind.PHONE, RuleKind.LINK, RuleKind.EMAIL, RuleKind.HANDLE


def found(text: str) -> list[tuple[RuleKind, str]]:
    return [(kind, text[start:end]) for kind, spans in contacts(normal(text)).items() for start, end in spans]


@pytest.mark.parametrize(
    ("text", "kind", "contact"),
    [
        ("x 07700 900123 x", PHONE, "07700 900123"),
        ("x 7700 900123 x", PHONE, "7700 900123"),
        ("x +44 7700 900123 x", PHONE, "+44 7700 900123"),
        ("x 44 07700 900123 x", PHONE, "44 07700 900123"),
        ("x plus 44 7700 900123 x", PHONE, "44 7700 900123"),
        ("I'm 15, 07700 900123, 20 minutes", PHONE, "07700 900123"),
        ("two to one: oh seven seven double oh nine double oh one two three", PHONE, None),
        ("x 202-555-0143 x", PHONE, "202-555-0143"),
        ("see www example com now", LINK, "www example com"),
        ("see example.com.", LINK, "example.com"),
        ("see example.com.But not now", LINK, "example.com"),
        ("see https://example.org/a?b=c), ok", LINK, "https://example.org/a?b=c"),
        ("see www.example.me", LINK, "www.example.me"),
        ("see bücher.example.co.uk now", LINK, "bücher.example.co.uk"),
        ("see 192.0.2.1:8080 now", LINK, "192.0.2.1:8080"),
        ("write to wren.moss@example.com, please", EMAIL, "wren.moss@example.com"),
        ("mail moss at example.com", EMAIL, "moss at example.com"),
        ("it's @wren_77!", HANDLE, "@wren_77"),
        ("toots: @wren@example.social", HANDLE, "@wren@example.social"),
        ("insta: wrenmoss.", HANDLE, "wrenmoss"),
    ],
)
def test_a_contact_detail_is_found_where_it_stands(text: str, kind: RuleKind, contact: str | None) -> None:
    ((kind_found, told),) = found(text)
    assert kind_found is kind
    assert told == (contact or text.partition(": ")[2])


@pytest.mark.parametrize(
    "text",
    [
        "0123456789",
        "+44 7700",
        "+999 123 456 789",
        "0049 1",
        "0 2147483647",
        "1.0, 1.0.1, 1.0.2, 1.2.1, 1",
        "0800 068 4141",
        "08:00 09:15 10:30",
        "07/07/2010 7 8 6 or 05.11. 1000000",
        "0\n\n80 90 70 85 95",
        "5 4 4 80 90 70 85 95",
        "04 11 19 23 37 4",
        "312-555-0143 112-555-0143 999-999-9999",
        "7700 900123.5",
        "file.txt it.is ok.so",
        "a dot com company",
        "192.168.1.1 and 10.0.0.0/8",
        "999.1.1.1/x",
        "x.me",
        "look at it",
        "come at once. Net result: tea",
        "I write about grief",
        "wren at home",
        "@me @ 5pm @@ @77777",
        "insta: 44",
        "my insta is broken",
        "u/x",
        "add me to it",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert [one for one in found(text) if one != (PHONE, "312-555-0143")] == []


def test_a_page_that_somebody_writes_about_is_a_link_and_no_address() -> None:
    assert found("I write about grief at example.com") == [(LINK, "example.com")]
    assert found("come at once. com") == [(LINK, "once. com")]
    assert found("grief at example.com") == [(EMAIL, "grief at example.com")]


def test_a_helpline_does_not_grow_into_a_number_with_what_follows() -> None:
    assert found("0800 1111, 116 123, 0800 068 4141 and 07700 900123") == [(PHONE, "07700 900123")]
    assert found("116 123 123 and 116 12") == []


def test_two_numbers_are_two() -> None:
    assert found("07700 900123 or 07700 900456") == [(PHONE, "07700 900123"), (PHONE, "07700 900456")]
    assert found("07700900123 +447700900456") == [(PHONE, "07700900123"), (PHONE, "+447700900456")]


def test_a_number_is_asked_of_the_regions_of_the_service() -> None:
    assert phones("030 2312501", ["GB", "DE"]) == [(0, 11)]
    assert phones("030 2312501", ["GB"]) == []
    assert phones("7700 900123", ["DE"]) == []


def test_letters_after_a_name_are_left_to_the_sentence() -> None:
    assert found("snap wren_77.") == [(HANDLE, "wren_77")]
    assert found("add wren_77 please") == [(HANDLE, "wren_77")]
    assert found("wren_77 on insta, moss.k on snap") == [(HANDLE, "wren_77"), (HANDLE, "moss.k")]


def test_what_belongs_to_a_number_is_marked_with_it() -> None:
    for written in ("+44 (0)7700 900123", "(07700) 900123", "(+44) 7700 900123"):
        assert found(f"ring {written} now") == [(PHONE, written)]
    assert found("(ring 07700 900123) now") == [(PHONE, "07700 900123")]
    assert found("(07700 900123) now") == [(PHONE, "07700 900123")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("find me as night_heron2 everywhere", "night_heron2"),
        ("i use nightheron_ for all of it", "nightheron_"),
        ("insta, as ever: heron_b", "heron_b"),
        ("psn night-heron-77", "night-heron-77"),
        ("sc heron-b7", "heron-b7"),
        ("n i g h t h e r o n on snap", "n i g h t h e r o n"),
        ("user name there is night7heron", "night7heron"),
    ],
)
def test_a_name_is_known_by_how_it_is_written_where_somebody_says_how_they_are_found(text: str, name: str) -> None:
    assert found(text) == [(RuleKind.HANDLE, name)]


SERVICES = (
    "instagram insta snapchat snap discord tiktok whatsapp telegram youtube twitter facebook roblox kik twitch "
    "sc ig tt tg yt gt fb dc disc line snapp b-real 👻 📸"
)


@pytest.mark.parametrize("service", SERVICES.split())
def test_a_name_is_known_by_the_service_beside_it_also_where_nothing_else_hints_at_one(service: str) -> None:
    assert found(f"well, {service} is wren77b") == [(HANDLE, "wren77b")]
    assert found(f"{service}:wren77b") == [(HANDLE, "wren77b")]
    assert found(f"well, x{service} is wren77b") == []


@pytest.mark.parametrize(
    "service", ["inst4gram", "!nst@gram", "t!kt0k", "i.n.s t.a", "t i k t o k", "ins ta", "y0utub3"]
)
def test_a_service_is_known_however_its_letters_are_written(service: str) -> None:
    assert found(f"well, {service} is wren77b") == [(HANDLE, "wren77b")]


@pytest.mark.parametrize("begin", ["0", "o", "zero", "oh", "nought", "naught", "nil", "ohh"])
def test_a_number_is_known_by_its_beginning_in_words_too(begin: str) -> None:
    number = f"{begin} seven seven double nil nine double nil one two three"
    assert found(f"well, {number}") == [(PHONE, number)]


@pytest.mark.parametrize(
    "text", ["snap-happy people", "discord covid-19 chat", "the _only_ one", "fill in the ____ please"]
)
def test_strokes_and_underscores_alone_make_no_name(text: str) -> None:
    assert found(text) == []
