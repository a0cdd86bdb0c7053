"""Rosters as files: what is read, which line is left out and why, and one's own shifts written and read again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.planning import Draft, Line
from console.domain.roster import Place, Shift
from console.domain.words import Duty
from console.roster_file import NotARoster, Written, own_calendar, read, usual_id

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
HEAD = "name,starts,ends,person,duty,buddy\n"
EVENT = """BEGIN:VEVENT
UID:{uid}
SUMMARY:{summary}
{times}
{more}
END:VEVENT
"""


def csv(tmp_path: Path, text: str) -> Written:
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding="utf-8")
    return read(file, LONDON, NOW)


def calendar(tmp_path: Path, *events: str, days: int = 56) -> Written:
    file = tmp_path / "roster.ics"
    body = "".join(events)
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{body}END:VCALENDAR\n"
    file.write_text(whole.replace("\n\n", "\n").replace("\n", "\r\n"), encoding="utf-8", newline="")
    return read(file, LONDON, NOW, days)


def event(summary: str, times: str, *more: str, uid: str = "u1") -> str:
    return EVENT.format(uid=uid, summary=summary, times=times, more="\n".join(more))


NIGHT = "DTSTART;TZID=Europe/London:20261024T220000\nDTEND;TZID=Europe/London:20261025T080000"


def test_rows_of_the_same_hours_are_one_shift_in_the_services_zone(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        HEAD
        + "Night,2026-10-24 22:00,2026-10-25 08:00,M. Hale,counsellor,\n"
        + "Night,2026-10-24 22:00,2026-10-25 08:00,N. New,Counsellor,M. Hale\n"
        + "Night,2026-10-24T21:00Z,2026-10-25T08:00Z,,moderator,\n",
    )
    assert found.complaints == ()
    (night,) = found.drafts
    assert night.ends - night.starts == timedelta(hours=11)
    assert night.lines == (
        Line(2, "M. Hale", Duty.COUNSELLOR),
        Line(3, "N. New", Duty.COUNSELLOR, "M. Hale"),
        Line(4, "", Duty.MODERATOR),
    )
    assert usual_id(night, LONDON) == "2026-10-24-night"


def test_bad_rows_are_named_with_their_line_and_the_good_ones_kept(tmp_path: Path) -> None:
    found = csv(
        tmp_path,
        HEAD
        + ",2026-10-24 22:00,2026-10-25 08:00,M. Hale,counsellor,\n"
        + "Night,2026-10-24 22:00,2026-10-25 08:00,M. Hale,juggler,\n"
        + "Night,soon,2026-10-25 08:00,M. Hale,lead,\n"
        + "Night,2026-10-25 08:00,2026-10-25 08:00,M. Hale,lead,\n"
        + "Night,2026-10-20 08:00,2026-10-25 08:00,M. Hale,lead,\n"
        + "Night,2027-03-28 01:30,2027-03-28 08:00,M. Hale,lead,\n"
        + "Night,2026-10-24 22:00,2026-10-25 08:00,M. Hale,lead,\n",
    )
    assert [(one.line, one.why) for one in found.complaints] == [
        (2, "It names no shift."),
        (3, "“juggler” is no duty; these are: lead, counsellor, moderator, clinician, host, support."),
        (4, "“soon” is no time. One is written 2026-11-22 22:00."),
        (5, "It ends no later than it starts."),
        (6, "It is longer than 24 hours."),
        (7, "There is no 01:30 on 28 March 2027: the clocks go forward over it."),
    ]
    assert [draft.lines for draft in found.drafts] == [(Line(8, "M. Hale", Duty.LEAD),)]


def test_a_table_is_also_read_with_semicolons_and_its_columns_in_any_order(tmp_path: Path) -> None:
    found = csv(
        tmp_path, "\ufeffDuty;Person;Ends;Starts;Name;Shift\nlead;U1;2026-10-20 16:00;2026-10-20 08:00;Early;s7\n"
    )
    (early,) = found.drafts
    assert (early.shift, early.lines) == ("s7", (Line(2, "U1", Duty.LEAD),))
    broken = csv(tmp_path, HEAD + 'Night,"2026-10-24 22:00"x,,,,\n')
    assert (broken.drafts, broken.complaints[0].line) == ((), 2)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\n", "The first line names no column name, starts, ends, person, duty."),
        (b'"a"b,c\n', "The first line is no row of a table"),
        (b"\xff\xfe", "is not written in UTF-8."),
        (b"x" * 5_000_001, "is too large for a roster."),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "This is no calendar that can be read."),
    ],
)
def test_what_is_no_roster_at_all_is_refused_in_words(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "roster"
    file.write_bytes(data)
    with pytest.raises(NotARoster) as refused:
        read(file, LONDON, NOW)
    assert why in str(refused.value)
    with pytest.raises(NotARoster, match="cannot be read"):
        read(tmp_path / "none", LONDON, NOW)


def test_recurring_events_are_read_with_their_time_zone_over_the_clocks_change(tmp_path: Path) -> None:
    found = calendar(
        tmp_path,
        event("Night (counsellor)", NIGHT, "RRULE:FREQ=DAILY;COUNT=3", 'ATTENDEE;CN="M. Hale":mailto:hale@example.org'),
    )
    assert found.complaints == ()
    assert [draft.ends - draft.starts for draft in found.drafts] == [timedelta(hours=hours) for hours in (11, 10, 10)]
    assert found.drafts[0].lines == (Line(4, "M. Hale", Duty.COUNSELLOR),)
    assert len(calendar(tmp_path, event("Night (lead)", NIGHT, "RRULE:FREQ=DAILY"), days=7).drafts) == 3


def test_exceptions_of_a_series_count(tmp_path: Path) -> None:
    found = calendar(
        tmp_path,
        event(
            "Night",
            NIGHT,
            "RRULE:FREQ=DAILY;COUNT=3",
            "EXDATE;TZID=Europe/London:20261025T220000",
            "CATEGORIES:Work,Lead",
            "ATTENDEE:mailto:U1@example.org",
        ),
    )
    assert [f"{draft.starts.astimezone(LONDON):%d}" for draft in found.drafts] == ["24", "26"]
    assert found.drafts[0].lines == (Line(4, "U1", Duty.LEAD),)


def test_events_that_are_no_shifts_are_named_and_the_others_kept(tmp_path: Path) -> None:
    found = calendar(
        tmp_path,
        event("Party", "DTSTART;VALUE=DATE:20261024\nDTEND;VALUE=DATE:20261025", uid="u1"),
        event("Night", NIGHT, uid="u2"),
        event("(lead)", NIGHT, uid="u3"),
        event("Old (lead)", "DTSTART:20200101T220000Z\nDTEND:20200102T080000Z", uid="u4"),
        event("Night (host)", "DTSTART:20261024T220000\nDTEND:20261025T080000", uid="u5"),
    )
    whys = [one.why for one in found.complaints]
    assert whys[0] == "It has no hours."
    assert whys[1].startswith("“” is no duty")
    assert whys[2] == "It names no shift: its summary is empty."
    assert whys[3] == "It takes place at no time in the 56 days from today."
    assert [one.line for one in found.complaints] == sorted(one.line for one in found.complaints)
    assert [draft.lines[0].duty for draft in found.drafts] == [Duty.HOST]


def test_ones_own_shifts_are_written_and_read_again(tmp_path: Path) -> None:
    shifts = [
        Shift(
            f"s{n}",
            "Night; long, and “odd”",
            NOW + timedelta(days=n),
            NOW + timedelta(days=n, hours=8),
            (Place("U1", Duty.LEAD), Place("U2", Duty.HOST)),
            {},
            "U1",
            NOW,
            version=2,
        )
        for n in (2, 1)
    ]
    file = tmp_path / "mine.ics"
    file.write_bytes(own_calendar(shifts, "U1", "R. Okafor", NOW))
    found = read(file, LONDON, NOW)
    assert found.complaints == ()
    assert [(draft.name, draft.starts, draft.lines[0].person) for draft in found.drafts] == [
        (one.name, one.starts, "R. Okafor") for one in reversed(shifts)
    ]


@given(st.text(max_size=300))
def test_whatever_a_table_holds_it_is_read_or_refused(text: str) -> None:
    import tempfile  # noqa: PLC0415 -- a fixture would be one for all examples

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roster.csv"
        file.write_text(HEAD + text, encoding="utf-8", errors="replace", newline="")
        found = read(file, LONDON, NOW)
        assert all(isinstance(one, Draft) for one in found.drafts)
        assert all(one.line >= 1 and one.why.endswith((".", "’")) for one in found.complaints)
