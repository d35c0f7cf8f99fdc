"""What a notice says, in Chinese or English: facts come in, a title and lines for a person go out.

Templates are ours and the facts are data: a title of a page is put on one line, without control characters, and cut.
How a channel writes it (HTML, plain text) is `shape`'s.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from crawlers.notices.message import Line, Message, one_line
from crawlers.notices.phrases import (
    CAUSES,
    STATES,
    Facts,
    colon,
    count_of,
    day_of,
    figure_said,
    origin_of,
    page_of,
    side_said,
    stated_by_whom,
    what_of,
    word_of,
)
from pipelines.database import Told

FIGURES_MOST: Final = 8
FOLDED_MOST: Final = 60
"""So many lines of a folded message; it says how many more there are."""


def say(told: Told, language: str, parts: Sequence[Told] = ()) -> Message:
    """Put a notice into words; `parts` are those that a folded one stands for."""
    zh = language == "zh"
    if told.cause == "folded":
        return _folded(parts, zh)
    facts = told.payload
    title, lines = _SAYS[told.cause](facts, zh)
    return Message(title=one_line(title), lines=tuple(lines))


def _folded(parts: Sequence[Told], zh: bool) -> Message:
    counts = Counter(part.cause for part in parts)
    kinds = "，".join(f"{word_of(CAUSES, cause, True)} {n}" for cause, n in counts.most_common())
    if not zh:
        kinds = ", ".join(f"{word_of(CAUSES, cause, False)}: {n}" for cause, n in counts.most_common())
    language = "zh" if zh else "en"
    shown = [Line(text=f"· {say(part, language).title}", url=_url(part.payload)) for part in parts[:FOLDED_MOST]]
    lines = [Line(text=kinds), *shown]
    if (more := len(parts) - FOLDED_MOST) > 0:
        lines.append(Line(text=f"……另有 {more} 条" if zh else f"… and {more} more"))
    return Message(title=f"{len(parts)} 条通知合并" if zh else f"{len(parts)} notices in one", lines=tuple(lines))


def _story(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield Line(text=origin_of(facts, zh))
        copies = facts["articles"] - 1
        origins = facts["independent_origins"]
        if not origins:
            yield Line(
                text="转述已有报道，或只见镜像" if zh else "It tells an earlier story again, or only mirrors carry it"
            )
        elif zh:
            yield Line(text=f"{copies} 篇转载，{origins} 个独立来源" if copies else f"{origins} 个独立来源，暂无转载")
        else:
            yield Line(text=f"{count_of(copies, 'copy', 'copies')}, {count_of(origins, 'independent origin')}")
        yield from _figure_lines(facts["figures"], zh)
        yield from _link(facts)

    return f"{word_of(CAUSES, 'story', zh)}{colon(zh)}{facts['title'] or facts['url']}", lines()


def _figure(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    figures = facts["figures"]
    changed = any("was" in one for one in figures)
    head = ("数据被改" if zh else "Figures changed") if changed else word_of(CAUSES, "figure", zh)

    def lines() -> Iterator[Line]:
        yield from _figure_lines(figures, zh)
        yield Line(text=page_of(facts))
        yield from _link(facts)

    more = len(figures) - 1
    rest = (f" 等 {more + 1} 项" if zh else f" and {more} more") if more else ""
    return f"{head}{colon(zh)}{figure_said(figures[0], zh)}{rest}", lines()


def _conflict(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        for side in facts["sides"]:
            yield Line(text="· " + one_line(side_said(side, zh)))
        if facts["kind"] in ("magnitude", "percentage"):
            yield Line(text="数值不可能，疑为漏字。" if zh else "It cannot be: a word may be missing.")
        yield from _link(facts)

    return f"{word_of(CAUSES, 'conflict', zh)}{colon(zh)}{what_of(facts, zh)}", lines()


def _target(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield Line(text=("目标：" if zh else "Aimed at: ") + stated_by_whom(facts, "", zh))
        yield Line(text=("结果：" if zh else "What came: ") + stated_by_whom(facts, "outcome_", zh))
        yield from _link(facts)

    state = word_of(STATES, facts["state"], zh)
    head = f"目标{state}" if zh else f"Target {state}"
    return f"{head}{colon(zh)}{what_of(facts, zh)}", lines()


def _stale(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        dated, before = day_of(facts["published_at"]), day_of(facts["told_before"])
        if zh:
            yield Line(text=f"署 {dated}，实为 {before} 的旧文；现有 {facts['pages']} 个页面")
        else:
            yield Line(text=f"Dated {dated}, told before on {before}; {facts['pages']} pages carry it")
        yield Line(text=page_of(facts))
        yield from _link(facts)

    return f"{word_of(CAUSES, 'stale_reprint', zh)}{colon(zh)}{facts['title'] or facts['url']}", lines()


def _number(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    title = f"关注的报道 {facts['story']}" if zh else f"followed story {facts['story']}"
    return f"{word_of(CAUSES, 'document_number', zh)}{colon(zh)}{facts['number']}", _about(title, facts)


def _another(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    n = facts["independent_origins"]
    title = (
        f"关注的报道 {facts['story']}：现有 {n} 个独立来源"
        if zh
        else f"followed story {facts['story']}: {n} origins now"
    )
    return f"{word_of(CAUSES, 'independent_origin', zh)}{colon(zh)}{facts['title'] or facts['url']}", _about(
        title, facts
    )


def _about(first: str, facts: Facts) -> Iterator[Line]:
    yield Line(text=first)
    yield Line(text=page_of(facts))
    yield from _link(facts)


def _source(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    turns = facts["turns"]
    worst = max(turns, key=lambda turn: ("ok", "suspect", "down", "blocked").index(turn["now"]))
    name = f"{facts['publisher']} ({facts['site']})" if facts["publisher"] else facts["site"]

    def lines() -> Iterator[Line]:
        for turn in turns:
            channel = one_line(turn["channel"]) or ("全站" if zh else "whole site")
            was, now = word_of(STATES, turn["was"], zh), word_of(STATES, turn["now"], zh)
            if turn["was"] == "ok":
                was = "正常" if zh else "ok"
            why = "" if turn["now"] == "ok" else colon(zh) + one_line(turn["why"])
            yield Line(text=f"· {channel} {was} → {now}{why}")

    return f"{word_of(CAUSES, 'source', zh)}{colon(zh)}{name} {word_of(STATES, worst['now'], zh)}", lines()


def _digest(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    what = {"daily": ("日报", "Daily digest"), "weekly": ("周报", "Weekly digest")}[facts["what"]][0 if zh else 1]
    days = facts["since"] if facts["what"] == "daily" else f"{facts['since']} – {facts['last']}"
    return f"西藏数字经济{what} {days}" if zh else f"Tibet digital economy: {what.lower()} {days}", iter(())


def _test(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    words = "这是一条测试消息，收到即表示该渠道可用。" if zh else "A test message: this channel works."
    return f"{word_of(CAUSES, 'test', zh)}{colon(zh)}{facts['channel']}", iter((Line(text=words),))


_SAYS: Final[Mapping[str, Callable[[Facts, bool], tuple[str, Iterator[Line]]]]] = {
    "story": _story,
    "figure": _figure,
    "conflict": _conflict,
    "target": _target,
    "stale_reprint": _stale,
    "document_number": _number,
    "independent_origin": _another,
    "source": _source,
    "digest": _digest,
    "test": _test,
}


def _figure_lines(figures: Sequence[Facts], zh: bool) -> Iterator[Line]:
    for one in figures[:FIGURES_MOST]:
        yield Line(text=f"· {one_line(figure_said(one, zh))}")
    if (more := len(figures) - FIGURES_MOST) > 0:
        yield Line(text=f"……另有 {more} 项" if zh else f"… and {more} more")


def _link(facts: Facts) -> Iterator[Line]:
    if url := _url(facts):
        yield Line(text=url, url=url)


def _url(facts: Facts) -> str | None:
    """Return where it leads to; what is no plain web address leads nowhere."""
    url = facts.get("url")
    return url if isinstance(url, str) and re.fullmatch(r"https?://[^\s<>\"'`\\]{1,2000}", url) else None
