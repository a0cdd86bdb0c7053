"""Figures of the parts that run by themselves, made of what they print."""

from typing import Any

from figures import Figure, median, ms, percentile


def screened(told: Any, rehearsed: Any) -> list[Figure]:
    """10,000 open texts held against 200 rules of 20 words; a draft held against 5,000 texts, letter by letter."""
    whole = [one["whole"] for one in told["sweeps"]]
    making = ms([one["making"] for one in told["sweeps"]])
    plain = median(other / ours for ours, other in zip(whole, told["alternation"], strict=True))
    beside = (
        f"making the screen {making:.0f} ms of it, {ms(told['firsts']):.0f} with all words new; plain re, words "
        f"only, {median(told['alternation']):.1f} s ({plain:.0f} ×); texts of {told['length']:.0f} characters, "
        f"read before in {ms(told['reading']):.0f} ms"
    )
    p99 = percentile(told["one"], 99) * 1e6
    longest = 1e3 * max(one["longest"] for one in told["sweeps"])
    first, p95 = ms(rehearsed["firsts"]), percentile(rehearsed["looks"], 95) * 1e3
    looks = f"p95 {p95:.0f} ms; the first look, which reads the texts, {first:.0f} ms"
    return [
        Figure("10,000 open texts screened again, 200 rules × 20 words", median(whole), "s", 1, beside=beside),
        Figure("… the window's longest wait for its turn", longest, "ms", 16),
        Figure("one text read and screened", median(told["one"]) * 1e6, "µs", 60, beside=f"p99 {p99:.0f} µs"),
        Figure(f"a rehearsal over {rehearsed['texts']:,} texts", ms(rehearsed["looks"]), "ms", 100, beside=looks),
        Figure("… the window's longest wait for its turn", rehearsed["longest"] * 1e3, "ms", 16),
    ]


def handed(told: Any) -> list[Figure]:
    """The draft of a night of 12 hours and 20,000 messages, and the digest of its last 24 hours."""
    spent = told["spent"]
    beside = (
        f"{told['chats']:,} chats, {told['cases']} members at risk, {told['tasks']} tasks open; its "
        f"{told['lines']} lines {ms(spent['lines']):.1f} ms; worst {max(spent['draft']) * 1e3:.0f} ms"
    )
    held = f"with every event of them, to be compared with another desk's, {ms(spent['held']):.0f} ms"
    return [
        Figure("draft of a night of 20,000 messages", median(spent["draft"]), "s", 1, beside=beside),
        Figure("digest of 24 hours", ms(spent["digest"]), "ms", 100, beside=held),
    ]


def reviewed(told: Any) -> list[Figure]:
    """The board with 5,000 cases: a letter typed into its filter, all of them again, a scrolled frame."""
    typed = f"p95 {percentile(told['typed'], 95) * 1e3:.0f} ms; as a table {ms(told['table typed']):.0f} ms"
    sorted_ = f"a table sorted in {ms(told['table sorted']):.0f} ms"
    filled = f"all of it {sum(told['filling']):.1f} s later, no turn meanwhile over {max(told['filling']) * 1e3:.0f} ms"
    frame, table = percentile(told["frames"], 95) * 1e3, percentile(told["table frames"], 95) * 1e3
    return [
        Figure("board of 5,000 cases, opened the first time", told["opening"] * 1e3, "ms", 200, beside=filled),
        Figure("… a letter more in its filter", ms(told["typed"]), "ms", 16, beside=typed),
        Figure("… a filter is lifted, all are shown again", ms(told["lifted"]), "ms", 33, beside=sorted_),
        Figure("… a scrolled frame, p95", frame, "ms", 8, beside=f"as a table {table:.1f} ms"),
    ]


def looked(told: Any) -> list[Figure]:
    """A letter typed into the search page over 100,000 messages, to its painted rows."""
    spent = told["searched"]
    p95 = percentile(spent, 95) * 1e3
    worked = f"of processor {ms(told['worked']):.0f} ms, p95 {percentile(told['worked'], 95) * 1e3:.0f}"
    beside = f"median {ms(spent):.1f} ms, worst {max(spent) * 1e3:.0f}; {worked}"
    return [Figure("… a letter in the search page, to its painted rows, p95", p95, "ms", 20, beside=beside)]


def leafed(told: Any) -> list[Figure]:
    """The record's page over 100,000 messages: opened, scrolled to further pages, and its whole chain."""
    pages, chain = told["pages"], told["chain"]
    beside = f"a page that is scrolled to {ms(pages):.0f} ms, p95 {percentile(pages, 95) * 1e3:.0f}"
    longest = f"the window's longest wait for its turn meanwhile {told['longest'] * 1e3:.0f} ms"
    return [
        Figure("the record's first page, to its rows", told["first"] * 1e3, "ms", 200, beside=beside),
        Figure(f"… the whole chain, {told['entries']:,} entries", chain, "s", beside=longest),
    ]
