"""Contact details: phone numbers, links, e-mail addresses and handles, however they are written."""

from collections.abc import Iterable, Mapping, Sequence

from console.domain.addresses import addresses
from console.domain.handles import handles
from console.domain.normal import Normal, Span
from console.domain.phones import REGIONS, phones
from console.domain.words import RuleKind


def contacts(normal: Normal, regions: Sequence[str] = REGIONS) -> Mapping[RuleKind, tuple[Span, ...]]:
    """Where in the original text which kinds of contact details stand; kinds that are not there are left out.

    No stretch is of two kinds: what belongs to an address is no handle or number of its own.
    """
    links, emails = addresses(normal.text)
    numbers, names = phones(normal.text, regions), handles(normal)
    if not (links or emails or numbers or names):
        return {}
    numbers = _beside(numbers, [*links, *emails])
    names = _beside(names, [*links, *emails, *numbers])
    kinds = {RuleKind.PHONE: numbers, RuleKind.LINK: links, RuleKind.EMAIL: emails, RuleKind.HANDLE: names}
    return {kind: tuple(normal.span(*span) for span in sorted(spans)) for kind, spans in kinds.items() if spans}


def _beside(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    return [span for span in spans if not any(span[0] < end and start < span[1] for start, end in others)]
