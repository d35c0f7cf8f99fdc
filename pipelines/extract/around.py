"""A document read -> the short lines around its body, sorted by where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.extract import labels
from pipelines.extract.reader import Reading

NEAR = 12
"""Lines before the headline, and twice as many after the body, that may hold a date, a source, an editor."""
FOOTER = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The lines around a body."""

    before: Sequence[str]
    """From the headline to the body."""
    hidden: Sequence[str]
    """The same, of hidden lines: some systems keep a date line for machines there, with the editor as author."""
    above: Sequence[str]
    """Before the headline, the nearest first."""
    after: Sequence[str]
    """After the body, and credits that stand within it."""
    opening: Sequence[str]
    """The body's first paragraphs."""
    ending: Sequence[str]
    """The body's last paragraphs."""
    footer: Sequence[str]
    """The page's last lines."""
    known: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The labels of the lines that have been asked for, for every field asks for the same."""

    def labels(self, zone: Sequence[str], shorter_than: int = 120) -> Iterator[tuple[str, str]]:
        """Yield the kind and value of every label in the short lines of a zone."""
        for line in zone:
            if len(line) < shorter_than:
                if line not in self.known:
                    self.known[line] = labels.of_line(line)
                yield from self.known[line]


def around(reading: Reading) -> Around:
    """Sort the lines."""
    every, parts = reading.document.lines, reading.parts
    texts = [line.text for line in every]
    first = parts.body[0] if parts.body else len(every)
    last = parts.body[-1] if parts.body else len(every)
    title_at = reading.title_at
    opens = title_at + 1 if title_at is not None and title_at < first else max(0, first - NEAR)
    own = set(parts.body)
    return Around(
        before=[texts[at] for at in range(opens, first) if not every[at].section.hidden],
        hidden=[texts[at] for at in range(opens, first) if every[at].section.hidden],
        above=texts[max(0, opens - NEAR) : opens][::-1],
        after=[
            *(texts[at] for at in parts.tail if first < at < last),
            *(texts[at] for at in range(last + 1, min(len(texts), last + 1 + 2 * NEAR)) if at not in own),
        ],
        opening=reading.texts(parts.body[:3]),
        ending=reading.texts(parts.body[-3:]),
        footer=texts[-FOOTER:],
    )
