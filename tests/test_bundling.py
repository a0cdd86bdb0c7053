"""The incident bundle: no member's word unless it is wanted, nobody's markup, and no byte changed unseen."""

import json
import random
import stat
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from typing_extensions import override

from console import bundling, comparing
from console.domain import events
from console.domain.actions import Refusal
from console.domain.bundles import Bundle, bundle_in, sealed, text_of
from console.domain.events import WireEvent
from console.domain.messages import Batch
from console.domain.record import linked
from console.domain.subjects import Kind, Subject
from console.domain.words import AgeBand, Risk
from console.slack.exhibits import message_again
from console.slack.table import WORDS
from console.station import Station
from console.ui.incident_sheet import page_of
from tests.builders import at
from tests.incidents import ABOUT, SECRET, bundle, closing, messages, said, saved, station, story
from tests.slack.payloads import every_event
from tests.store.wired import wired
from tests.ui.hostile import TEXTS

K9 = Subject(Kind.CASE, "k9")
OURS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "strong", "div", "code", "br"}
OURS |= {"table", "tr", "th", "td"}


class Read(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    @override
    def handle_data(self, data: str) -> None:
        self.words += f"{data} "


def about_k1(event: WireEvent, **texts: str) -> WireEvent:
    """The event about the case, its chat or its post, with these texts in its fields."""
    ids = {"case": "k1", "chat": "c1", "post": "p1", "into": "k1"}
    told = {**ids, **{name: text for name, text in texts.items() if isinstance(getattr(event, name, None), str)}}
    if isinstance(event, events.LeaseRenewed):
        return replace(event, chats=("c1",))
    return msgspec.structs.replace(
        event, **{name: told[name] for name in told if name in type(event).__struct_fields__}
    )


@given(st.lists(every_event, max_size=12), st.sampled_from(["ULEAD", "UDOC", "UMOD", "UPLAT"]))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_word_of_a_member_is_in_a_bundle_without_words_whatever_happened(told: list[WireEvent], by: str) -> None:
    words: dict[str, str] = dict.fromkeys(WORDS, SECRET)
    free = {"category": SECRET}
    events_ = []
    for number, event in enumerate(told):
        outcome = {} if isinstance(event, events.ChatClosed) else {"outcome": SECRET}
        events_.append(said(about_k1(event, **words, **free, **outcome), by, 300 + number))
    made = bundle([*messages(*closing()), *map(wired, events_)], words=False)
    assert SECRET not in page_of(made)
    assert SECRET not in text_of(made).decode()
    assert comparing.opened(bundling.file_of(made)) == (made, "")


@given(st.lists(every_event, max_size=6), st.randoms(), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_page_has_no_markup_of_anybodys_and_loads_nothing(
    told: list[WireEvent], chance: random.Random, words: bool
) -> None:
    def hostile(event: WireEvent) -> WireEvent:
        return about_k1(event, **{name: chance.choice(TEXTS) for name in type(event).__struct_fields__})

    events_ = [wired(said(hostile(event), "ULEAD", 300 + number)) for number, event in enumerate(told)]
    names = {"UC1": chance.choice(TEXTS), "ULEAD": chance.choice(TEXTS)}
    made = bundle([*messages(), *events_], words=words, names=names)
    read = Read(page_of(made))
    assert read.tags <= OURS
    assert read.attributes <= {"lang", "charset", "class", "scope"}
    assert "<script" not in page_of(made).lower()
    assert bundle_in(text_of(made)) == made


@pytest.mark.parametrize("text", TEXTS)
def test_every_hostile_text_stands_in_the_page_as_nothing_but_text(text: str) -> None:
    flag = wired(said(events.CaseUpdated("k1", summary=text, owner=text[:40], outside=text), "ULEAD", 300))
    read = Read(page_of(bundle([*messages(), flag], words=True)))
    assert read.tags <= OURS
    assert read.attributes <= {"lang", "charset", "class", "scope"}


def test_with_words_all_of_them_are_there_and_the_file_says_so_at_its_top() -> None:
    made = bundle(messages(*closing()), words=True)
    read = Read(page_of(made))
    assert read.words.count(SECRET) > 20
    top = read.words.partition("How it stands")[0]
    assert "WITH what is told of members" in top
    assert "Made by A. Novak (UC1) on 21 Nov 2026, 22:16:40 (22:16:40 UTC)" in top
    assert "complete to 21 Nov 2026, 22:16:30" in top
    assert "WITHOUT what is told of members" in Read(page_of(replace(made, words=False))).words
    assert "never read Slack whole" in page_of(replace(made, made=replace(made.made, complete_to=None)))


async def test_a_bundle_holds_all_that_touched_the_case_with_proof(tmp_path: Path) -> None:
    async with station(tmp_path, *closing()) as desk:
        made = await saved(desk, words=True)
        assert [thing.kind + " " + thing.id for thing in made.things] == ["case k1", "case k2", "chat c1", "post p1"]
        assert len(made.entries) == len(story()) + 1
        assert all(one.whole and one.record for one in made.entries)
        assert [one.person for one in made.entries if not one.counts] == ["UNOBODY"]
        assert [(one.person, one.text) for one in made.replies] == [("UDOC", SECRET)]
        assert made.people == {"UC1": "A. Novak", "UDOC": "N. Iyer"}
        assert (await comparing.compared(desk, made)).notes == ("This desk holds the same: 19 entries compared.",)
        assert (await comparing.compared(desk, await saved(desk))).why == ""
        other = await saved(desk, case="k2")  # the same incident, begun at its other end
        assert {thing.id for thing in other.things} == {thing.id for thing in made.things}
        refused = await bundling.bundle_of(desk, "k9", words=False, at=at())
        assert refused == Refusal("This desk knows no such case.")


async def test_words_that_are_left_out_cannot_be_guessed_from_their_hash(tmp_path: Path) -> None:
    """With the id of its event, a yes or a no could be found by trying both."""
    async with station(tmp_path, *closing()) as desk:
        made = await saved(desk)
        held = {one.content: one for one in (await saved(desk, words=True)).entries}
    for one in made.entries:
        full = held[one.content].payload
        if one.payload.get("acted") == "":
            guessed = {**one.payload, "acted": "yes", "informed": SECRET}
            assert message_again(*one.line[:2], one.person, one.event, guessed).sum.hex() != one.content  # type: ignore[union-attr]
        if not one.whole and one.payload["id"] == full["id"]:
            # Nothing of its own is left out: it names an event of which something is.
            assert {key: value for key, value in full.items() if one.payload[key] != value}.keys() <= {
                "opinion",
                "over",
                "of",
            }
    hidden = {held[one.content].payload["id"] for one in made.entries if one.payload["id"].startswith("~")}
    assert len(hidden) > 10
    told = {value for one in made.entries for value in one.payload.values() if isinstance(value, str)}
    assert hidden & told == {"k1"}
    assert made.things[0].id == "k1"


async def test_a_reason_about_which_a_second_opinion_is_wanted_is_in_no_bundle(tmp_path: Path) -> None:
    async with station(tmp_path) as desk:
        made = await saved(desk, words=True)
        asked = next(one for one in made.entries if one.event == "case_opinion_asked")
        assert (asked.whole, asked.payload["reason"], asked.payload["outcome"]) == (False, "", "")
        assert (await comparing.compared(desk, made)).why == ""
        no = events.CaseOpinionDeclined("k1", "q1", SECRET)
        await desk.log.append(Batch((wired(said(no, "UDOC", 960)),)))
        made = await saved(desk, words=True)
        assert made.entries[-1].payload["reason"] == ""


async def test_what_a_purge_took_is_told_as_gone_and_still_verifies(tmp_path: Path) -> None:
    async with station(tmp_path, *closing()) as desk:
        before = await saved(desk, words=True)
        bare = await saved(desk)
        await desk.log.purge(at(2_000))
        after = await saved(desk, words=True)
        assert [one.content for one in after.entries] == [one.content for one in before.entries]
        assert not all(one.whole for one in after.entries)
        assert "no longer kept" in page_of(after)
        assert replace(await saved(desk), made=bare.made) == bare
        for made in (before, after, bare):
            assert (await comparing.compared(desk, made)).why == "", made


async def test_a_change_of_any_byte_of_the_file_is_found(tmp_path: Path) -> None:
    async with station(tmp_path, *closing()) as desk:
        made = await saved(desk)
    kept = bundling.file_of(made)
    assert comparing.opened(kept).why == ""
    assert comparing.opened(text_of(made)).why == ""
    chance = random.Random(7)
    places = {*range(64), *range(len(kept) - 200, len(kept)), *chance.sample(range(len(kept)), 200)}
    for place in sorted(places):
        changed = bytes([*kept[:place], kept[place] ^ (1 << chance.randrange(8)), *kept[place + 1 :]])
        found = comparing.opened(changed) if comparing.is_bundle(changed) else None
        assert found is None or found.bundle is None or found.why, place
    data = text_of(made)
    for place in chance.sample(range(len(data)), 200):
        found = comparing.opened(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert found.bundle is None or found.why, place
    for cut in (10, len(kept) // 2, len(kept) - 1):
        assert comparing.opened(kept[:cut]).bundle is None


def forged(made: Bundle, number: int, **fields: Any) -> Bundle:
    """A bundle with another entry, whose chain and seal are whole all the same."""
    entries = list(made.entries)
    entries[number] = replace(entries[number], **fields)
    hashes = [one.hash for one in linked(one.line for one in entries)]
    whole = tuple(replace(one, hash=hash) for one, hash in zip(entries, hashes, strict=True))
    return sealed(replace(made, entries=whole), page_of(made))


async def test_a_forged_bundle_is_found_by_its_own_hashes_or_by_the_desk(tmp_path: Path) -> None:
    async with station(tmp_path, *closing()) as desk:
        made, full = await saved(desk), await saved(desk, words=True)

        async def why(file: Bundle) -> str:
            found = comparing.opened(text_of(sealed(file, page_of(file))))
            assert found.bundle is not None
            return found.why or (await comparing.compared(desk, found.bundle)).why

        payload = full.entries[6].payload
        assert "does not follow from the entries before" in await why(
            replace(made, entries=(replace(made.entries[0], person="UX"), *made.entries[1:]))
        )
        assert "says something else than its hash" in await why(
            forged(full, 6, payload={**payload, "summary": "another word"})
        )
        assert "words that nothing proves" in await why(forged(full, 6, payload={**payload, "x": 1}, whole=False))
        assert "says that there are none" in await why(replace(full, words=False))
        assert "says something else in the file" in await why(forged(made, 6, content="00" * 32))
        assert "does not hold" in await why(forged(made, 6, ts="1795212000.500000"))
        assert "case_flagged at" in await why(forged(made, 6, payload={**made.entries[6].payload, "risk": "C"}))
        assert "does not follow from its events" in await why(forged(made, 6, changes=()))
        assert "the case does not follow" in await why(replace(made, informed=()))
        assert "lacks something" in await why(_without_the_chat(made))
        assert "is not linked to" in await why(await _with_another(desk, made))
        answer = replace(made.replies[0], person="UX")
        assert "answer of the team" in await why(replace(made, replies=(answer,)))
        unknown = replace(made, case="k8", things=(replace(made.things[0], id="k8"), *made.things))
        assert await why(unknown) == "This desk knows no such case."
        notes = (await comparing.compared(desk, forged(made, 3, record="11" * 32))).notes
        assert "another one at this desk for 1 entry" in notes[1]
        notes = (await comparing.compared(desk, replace(made, people={"UC1": "B. Other"}))).notes
        assert "called otherwise" in notes[1]


async def _with_another(desk: Station, made: Bundle) -> Bundle:
    """The bundle with a case that has nothing to do with it."""
    other, about = wired(said(events.CaseFlagged("k9", "north-tram", Risk.C), "UC2", 955)), (*ABOUT, K9)
    await desk.log.append(Batch((other,)))
    found = bundling.gathered(await desk.log.touching(about), frozenset(about), words=False)
    return bundling.told_of(made, about, found, {}, desk.desk.view())


async def test_what_a_desk_does_not_know_of_a_case_is_left_out_and_what_was_left_out_is_found(tmp_path: Path) -> None:
    lost = said(events.CaseFlagged("k7", "north-tram", Risk.C, chat="c-long-ago"), "UC2", 955)
    async with station(tmp_path, lost) as desk:
        made = await saved(desk, case="k7")
        assert [(thing.kind, thing.id) for thing in made.things] == [("case", "k7")]
        assert (await comparing.compared(desk, made)).why == ""
        chat = wired(said(events.ChatOpened("c-long-ago", "north-tram", AgeBand.TEEN, Risk.C), "UPLAT", 1))
        await desk.log.append(Batch((chat,)))
        assert "lacks something" in (await comparing.compared(desk, made)).why
    assert "on its way to Slack" in bundling.saved(made, "case.zip", waiting=True)


def _without_the_chat(made: Bundle) -> Bundle:
    things = tuple(thing for thing in made.things if thing.kind != "chat")
    entries = [one for one in made.entries if one.about != ("chat c1",)]
    hashes = [one.hash for one in linked(one.line for one in entries)]
    return replace(
        made,
        things=things,
        entries=tuple(replace(one, hash=hash) for one, hash in zip(entries, hashes, strict=True)),
    )


async def test_what_is_later_than_a_desk_is_complete_is_in_it_and_not_compared(tmp_path: Path) -> None:
    async with station(tmp_path, *closing(), complete_to=205) as desk:
        made = await saved(desk)
        assert [one.record for one in made.entries[-3:]] == ["", "", ""]
        assert "later than the desk was complete" in page_of(made)
        held = await comparing.compared(desk, made)
        assert held.notes == (
            "This desk holds the same: 16 entries compared.",
            "3 entries later than this desk is complete, and not compared.",
        )


def test_a_file_is_its_owners_alone_and_whole_or_not_there(tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    file.write_bytes(b"before")
    file.chmod(0o644)
    assert bundling.written(file, b"after") == ""
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"after", 0o600)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x").touch()
    assert bundling.written(tmp_path / "folder", b"x")
    assert bundling.written(tmp_path / "none" / "case.zip", b"x") == "No such file or directory"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["case.zip", "folder"]


def test_what_is_no_bundle_of_this_version_is_none() -> None:
    made = bundle(messages(), words=False)
    for text in (b"", b"[]", b'{\n "bundle": 1}', text_of(replace(made, bundle=2)), b"[" * 200_000):
        assert bundle_in(text) is None
    strange = json.loads(text_of(made))
    strange["entries"][0]["event"] = "never_heard_of"
    assert comparing.opened(json.dumps(strange).encode()).bundle is None
    assert comparing.opened(b"PK\x03\x04 and no more").bundle is None
    page = page_of(made).encode()
    assert "is not the page" in comparing.opened(bundling.archive(page + b" ", text_of(made))).why
