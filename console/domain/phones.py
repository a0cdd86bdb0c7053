"""Phone numbers, as they are written and as they are hidden."""

import re
from collections.abc import Sequence
from typing import Final

import phonenumbers

from console.domain.figures import Part, stretches
from console.domain.hints import finder
from console.domain.normal import Span

REGIONS: Final = ("GB",)
# Lines that members are sent to are no contact details.
HELPLINES: Final = frozenset(
    """
    116123 116000 08001111 08000684141 0800585858 08082000247 08088005000 08088084994 08088020021 08088010677
    08088010331 03001233393 03003047000 03003230169 08457909090 08001701112 08082689111 08088088000
    """.split()  # noqa: SIM905 -- so many words read better as one text
)
_HINTS: Final = "zer oh nought naught one two thr fou fiv six sev eig nin double triple hundred s3v".split()  # noqa: SIM905 -- so many words read better as one text
_hints: Final = finder((*"0123456789", *_HINTS))
_LONE_O: Final = re.compile(r"o(?<!\wo)(?!\w)")  # begins with what is rare: so it is searched fast
_LEAST_HINTS: Final = 5
_BEGIN: Final = re.compile(r"\d|zer|\boh|nought|naught|double|triple|treble|\bo+\b|\bnil\b|\bplus\b|four")
_SHORT, _WHOLE, _LONGEST = 10, 11, 15  # digits of a number with its 0; the longest of all with a country's
_ABROAD: Final = 9  # digits at least of a number with its country's
_HOME: Final = "44"
_HOME_WHOLE: Final = 12
_AREA: Final = 4  # digits that may follow a 0 that stands alone
_AREAS: Final = frozenset("1235789")  # what comes after the 0
_MOMENT: Final = re.compile(  # days and times of the day are no part of a number
    r"\d(?<![\d/.:-].)(?:\d?([/.-])\d?\d\1(?:19|20)\d\d|\d\.\d\d\.(?=\D|$)|\d?:\d\d(?::\d\d)?)(?![\d/:-])"
)
_COUNTING: Final = "01234567890"
_AMERICAN: Final = re.compile(r"[(2-9](?<![\d.,].)(?:(?<=\()[2-9]|(?<!\())\d\d\)?[ .-]{1,2}[2-9]\d\d[ .-]\d{4}(?!\d)")
_BARE_MOBILE: Final = re.compile(r"7(?<![\d.,:#\-].)[1-9]\d\d[ -]?\d{3}[ -]?\d{3}(?![.,]?\d)")


def phones(text: str, regions: Sequence[str] = REGIONS) -> list[Span]:
    """Where phone numbers stand in a normalised text; those of helplines are none. ``regions`` are countries' codes."""
    if len(_hints(text)) + len(_LONE_O.findall(text)) < _LEAST_HINTS or not _BEGIN.search(text):
        return []
    found: list[Span] = []
    for stretch in stretches(_MOMENT.sub(lambda found: "x" * len(found[0]), text)):
        found += _numbers(stretch, regions)
    for one in _AMERICAN.finditer(text):
        if not _overlaps(one.span(), found) and _possible("".join(filter(str.isdigit, one[0])), "US", sure=True):
            found.append(one.span())
    for one in _BARE_MOBILE.finditer(text) if "GB" in regions else ():
        if not _overlaps(one.span(), found):
            found.append(one.span())
    return sorted(_whole(text, span) for span in found)


def _whole(text: str, span: Span) -> Span:
    """With the plus before it, and the bracket that is closed inside it."""
    start, end = span
    start -= text[start - 1 : start] == "+"
    before, closed, _ = text[start:end].partition(")")
    start -= text[start - 1 : start] == "(" and closed != "" and "(" not in before
    return start, end


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _numbers(stretch: Sequence[Part], regions: Sequence[str]) -> list[Span]:
    """The numbers that parts make together; a number begins and ends with a part, and none is a helpline's."""
    found: list[Span] = []
    first = 0
    while first < len(stretch):
        helpline = _helpline(stretch, first)
        last = helpline if helpline is not None else _last(stretch, first, regions)
        if last is None:
            first += 1
            continue
        if helpline is None:
            found.append((stretch[first].start, stretch[last].end))
        first = last + 1
    return found


def _helpline(stretch: Sequence[Part], first: int) -> int | None:
    """The last part of the helpline's number that begins with the first, if one does."""
    digits = ""
    for i in range(first, len(stretch)):
        digits += stretch[i].digits
        if digits in HELPLINES:
            return i
        if len(digits) > _WHOLE:
            break
    return None


def _last(stretch: Sequence[Part], first: int, regions: Sequence[str]) -> int | None:
    """The last part of the longest number that begins with the first."""
    begin = stretch[first]
    if begin.sounds or begin.inner or not (begin.plus or begin.digits.startswith(("0", "4"))):
        return None
    following = stretch[first + 1] if first + 1 < len(stretch) else begin
    if begin.digits == "0" and len(following.digits) > (1 if following.inner else _AREA):
        return None  # a table, a range, or less than one
    digits, last = "", None
    for i in range(first, len(stretch)):
        if i > first and (stretch[i].plus or (begin.digits == "4" and len(set(stretch[i].digits)) > 1)):
            break
        digits += stretch[i].digits
        if len(digits) > _LONGEST + 2:  # two noughts before a country's number
            break
        if _number(digits, regions, plus=begin.plus):
            last = i
    return last


def _number(digits: str, regions: Sequence[str], *, plus: bool) -> bool:
    """Whether these digits are a phone number of one of the regions, or one with its country's number."""
    if plus or digits.startswith("00"):
        abroad = digits if plus else digits[2:]
        if abroad.startswith(f"{_HOME}0"):  # +44 (0)…
            abroad = _HOME + abroad[3:]
        known = len(abroad) >= _ABROAD and not abroad.startswith("0")
        return known and _possible(f"+{abroad}", None, sure=not (plus or abroad.startswith(_HOME)))
    if digits.startswith(_HOME):
        home = digits[2:].removeprefix("0")
        return "GB" in regions and len(home) == _SHORT and home[0] in _AREAS
    if len(digits) not in (_SHORT, _WHOLE) or not digits.startswith("0") or _COUNTING.startswith(digits):
        return False
    return digits[1] in _AREAS and any(
        _possible(digits, region, sure=region != "GB" or len(digits) == _SHORT) for region in regions
    )


def _possible(digits: str, region: str | None, *, sure: bool) -> bool:
    """Whether it has a possible length; ``sure`` asks whether such a number can have been given out."""
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) if sure else phonenumbers.is_possible_number(number)
