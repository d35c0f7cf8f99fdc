"""What a notice says, in Chinese or English: facts come in, a title and lines for a person go out.

Templates are ours and the facts are data: a title of a page is put on one line, without control characters, and cut.
How a channel writes it (HTML, plain text) is `shape`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.database import Told
from pipelines.digest import name_in, period_in

TITLE_MOST: Final = 160
FIGURES_MOST: Final = 8
FOLDED_MOST: Final = 60
"""So many lines of a folded message; it says how many more there are."""

Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line, and where it leads to."""

    text: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is sent."""

    title: str
    lines: tuple[Line, ...] = ()
    html: str | None = None
    """A digest as it was drawn; None where lines are all there is."""


_CAUSES: Final = {
    "story": ("新报道", "New story"),
    "figure": ("新数据", "New figures"),
    "conflict": ("数据有出入", "Figures that disagree"),
    "target": ("目标", "Target"),
    "stale_reprint": ("旧闻新发", "Old news under a new date"),
    "document_number": ("新文号", "New document number"),
    "independent_origin": ("又一独立来源", "One more independent origin"),
    "source": ("来源状态", "Source"),
    "digest": ("摘要", "Digest"),
    "test": ("测试", "Test"),
}
_STATES: Final = {
    "ok": ("恢复正常", "recovered"),
    "suspect": ("可疑", "suspect"),
    "down": ("失效", "down"),
    "blocked": ("被拦截", "blocked"),
    "met": ("完成", "met"),
    "missed": ("未完成", "missed"),
}
_STATUS: Final = {"actual": ("", ""), "target": ("（目标）", " (target)"), "plan": ("（计划）", " (plan)")}
_MEASURES: Final = {"increment": ("新增", "added "), "cumulative": ("累计", "in all ")}
_CONFIDENCE: Final = {
    "high": ("可信度高", "high confidence"),
    "medium": ("可信度中", "medium confidence"),
    "low": ("可信度低", "low confidence"),
    "unknown": ("可信度未知", "confidence unknown"),
}
_BASES: Final = {"yoy": ("同比", "year on year"), "mom": ("环比", "month on month")}


def one_line(text: object, most: int = TITLE_MOST) -> str:
    """Put what a page prints on one line: no control, format or direction characters, and no more than so many."""
    plain = " ".join(
        "".join(
            " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in str(text) if not _is_hidden(c)
        ).split()
    )
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cs", "Co", "Cn")


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
    kinds = "，".join(f"{_word(_CAUSES, cause, True)} {n}" for cause, n in counts.most_common())
    if not zh:
        kinds = ", ".join(f"{_word(_CAUSES, cause, False)}: {n}" for cause, n in counts.most_common())
    language = "zh" if zh else "en"
    shown = [Line(text=f"· {say(part, language).title}", url=_url(part.payload)) for part in parts[:FOLDED_MOST]]
    lines = [Line(text=kinds), *shown]
    if (more := len(parts) - FOLDED_MOST) > 0:
        lines.append(Line(text=f"……另有 {more} 条" if zh else f"… and {more} more"))
    return Message(title=f"{len(parts)} 条通知合并" if zh else f"{len(parts)} notices in one", lines=tuple(lines))


def _story(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield Line(text=_origin(facts, zh))
        copies = facts["articles"] - 1
        origins = facts["independent_origins"]
        if not origins:
            yield Line(
                text="转述已有报道，或只见镜像" if zh else "It tells an earlier story again, or only mirrors carry it"
            )
        elif zh:
            yield Line(text=f"{copies} 篇转载，{origins} 个独立来源" if copies else f"{origins} 个独立来源，暂无转载")
        else:
            yield Line(text=f"{_n(copies, 'copy', 'copies')}, {_n(origins, 'independent origin')}")
        yield from _figure_lines(facts["figures"], zh)
        yield from _link(facts)

    return f"{_word(_CAUSES, 'story', zh)}{_colon(zh)}{facts['title'] or facts['url']}", lines()


def _figure(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    figures = facts["figures"]
    changed = any("was" in one for one in figures)
    head = ("数据被改" if zh else "Figures changed") if changed else _word(_CAUSES, "figure", zh)

    def lines() -> Iterator[Line]:
        yield from _figure_lines(figures, zh)
        yield Line(text=_page(facts))
        yield from _link(facts)

    more = len(figures) - 1
    rest = (f" 等 {more + 1} 项" if zh else f" and {more} more") if more else ""
    return f"{head}{_colon(zh)}{_said(figures[0], zh)}{rest}", lines()


def _conflict(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        for side in facts["sides"]:
            yield Line(text="· " + one_line(_side(side, zh)))
        if facts["kind"] in ("magnitude", "percentage"):
            yield Line(text="数值不可能，疑为漏字。" if zh else "It cannot be: a word may be missing.")
        yield from _link(facts)

    return f"{_word(_CAUSES, 'conflict', zh)}{_colon(zh)}{_what(facts, zh)}", lines()


def _target(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield Line(text=("目标：" if zh else "Aimed at: ") + _stated(facts, "", zh))
        yield Line(text=("结果：" if zh else "What came: ") + _stated(facts, "outcome_", zh))
        yield from _link(facts)

    state = _word(_STATES, facts["state"], zh)
    head = f"目标{state}" if zh else f"Target {state}"
    return f"{head}{_colon(zh)}{_what(facts, zh)}", lines()


def _stale(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        dated, before = _day(facts["published_at"]), _day(facts["told_before"])
        if zh:
            yield Line(text=f"署 {dated}，实为 {before} 的旧文；现有 {facts['pages']} 个页面")
        else:
            yield Line(text=f"Dated {dated}, told before on {before}; {facts['pages']} pages carry it")
        yield Line(text=_page(facts))
        yield from _link(facts)

    return f"{_word(_CAUSES, 'stale_reprint', zh)}{_colon(zh)}{facts['title'] or facts['url']}", lines()


def _number(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    title = f"关注的报道 {facts['story']}" if zh else f"followed story {facts['story']}"
    return f"{_word(_CAUSES, 'document_number', zh)}{_colon(zh)}{facts['number']}", _about(title, facts)


def _another(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    n = facts["independent_origins"]
    title = (
        f"关注的报道 {facts['story']}：现有 {n} 个独立来源"
        if zh
        else f"followed story {facts['story']}: {n} origins now"
    )
    return f"{_word(_CAUSES, 'independent_origin', zh)}{_colon(zh)}{facts['title'] or facts['url']}", _about(
        title, facts
    )


def _about(first: str, facts: Facts) -> Iterator[Line]:
    yield Line(text=first)
    yield Line(text=_page(facts))
    yield from _link(facts)


def _source(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    turns = facts["turns"]
    worst = max(turns, key=lambda turn: ("ok", "suspect", "down", "blocked").index(turn["now"]))
    name = f"{facts['publisher']} ({facts['site']})" if facts["publisher"] else facts["site"]

    def lines() -> Iterator[Line]:
        for turn in turns:
            channel = one_line(turn["channel"]) or ("全站" if zh else "whole site")
            was, now = _word(_STATES, turn["was"], zh), _word(_STATES, turn["now"], zh)
            if turn["was"] == "ok":
                was = "正常" if zh else "ok"
            why = "" if turn["now"] == "ok" else _colon(zh) + one_line(turn["why"])
            yield Line(text=f"· {channel} {was} → {now}{why}")

    return f"{_word(_CAUSES, 'source', zh)}{_colon(zh)}{name} {_word(_STATES, worst['now'], zh)}", lines()


def _digest(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    what = {"daily": ("日报", "Daily digest"), "weekly": ("周报", "Weekly digest")}[facts["what"]][0 if zh else 1]
    days = facts["since"] if facts["what"] == "daily" else f"{facts['since']} – {facts['last']}"
    return f"西藏数字经济{what} {days}" if zh else f"Tibet digital economy: {what.lower()} {days}", iter(())


def _test(facts: Facts, zh: bool) -> tuple[str, Iterator[Line]]:
    words = "这是一条测试消息，收到即表示该渠道可用。" if zh else "A test message: this channel works."
    return f"{_word(_CAUSES, 'test', zh)}{_colon(zh)}{facts['channel']}", iter((Line(text=words),))


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
        yield Line(text=f"· {one_line(_said(one, zh))}")
    if (more := len(figures) - FIGURES_MOST) > 0:
        yield Line(text=f"……另有 {more} 项" if zh else f"… and {more} more")


def _said(one: Facts, zh: bool) -> str:
    """网上零售额 西藏 2025：200亿元，同比 12.8%."""
    value = f"{_MEASURES.get(one['measure'], ('', ''))[0 if zh else 1]}{_before(one['qualifier'])}{one['printed']}"
    if "was" in one:
        value = f"{one['was']} → {value}"
    grown = one["growth_percent"]
    if grown is not None and one["value"] is not None:
        base = _BASES.get(one["growth_base"] or "", ("", ""))[0 if zh else 1]
        value += f"，{base} {grown:+g} %" if zh else f", {grown:+g} % {base}".rstrip()
    return f"{_what(one, zh)}{_colon(zh)}{value}{_STATUS[one['status']][0 if zh else 1]}"


def _before(qualifier: str | None) -> str:
    """约 and 超 stand before a number; what stands behind it (以上) is printed with it."""
    return qualifier if qualifier in ("约", "近", "超", "突破", "超过", "逾") else ""


def _what(facts: Facts, zh: bool) -> str:
    language = "zh" if zh else "en"
    unnamed = "未命名指标" if zh else "unnamed"
    name = name_in(facts["indicator"], facts.get("definition"), language) if facts["indicator"] else unnamed
    return " ".join(filter(None, (name, facts["region"], period_in(facts["period"], "zh" if zh else "en"))))


def _side(side: Facts, zh: bool) -> str:
    if not zh:
        return str(side["as_stated"])
    printed = str(side["as_stated"]).partition(", as stated by ")[0].replace(" yoy", " 同比").replace(" mom", " 环比")
    day = f"，{_day(side['stated_at'])}" if side["stated_at"] else ""
    return f"{printed}（{side['stated_by'] or '不详'}{day}）"


def _stated(facts: Facts, prefix: str, zh: bool) -> str:
    qualifier = "" if prefix else _before(facts["qualifier"])
    by, day = facts[f"{prefix}stated_by"], _day(facts[f"{prefix}stated_at"])
    grown = facts.get(f"{prefix}growth_percent")
    printed = str(facts[f"{prefix}printed"])
    more = f" ({grown:+g} %)" if grown is not None and "%" not in printed else ""
    who = ", ".join(filter(None, (by, day)))
    return one_line(f"{qualifier}{printed}{more}" + (f"（{who}）" if zh else f" ({who})"))


def _origin(facts: Facts, zh: bool) -> str:
    name = facts["origin_name"] or facts["publisher"] or ("不详" if zh else "unknown")
    sure = _word(_CONFIDENCE, facts["origin_confidence"], zh)
    day = _day(facts["published_at"])
    words = f"来源：{name}（{sure}）" if zh else f"From {name} ({sure})"
    return one_line(" · ".join(filter(None, (words, day))))


def _page(facts: Facts) -> str:
    return one_line(" · ".join(filter(None, (facts["publisher"], _day(facts["published_at"]), facts["title"]))))


def _link(facts: Facts) -> Iterator[Line]:
    if url := _url(facts):
        yield Line(text=url, url=url)


def _url(facts: Facts) -> str | None:
    """Return where it leads to; what is no plain web address leads nowhere."""
    url = facts.get("url")
    return url if isinstance(url, str) and re.fullmatch(r"https?://[^\s<>\"'`\\]{1,2000}", url) else None


def _word(table: Mapping[str, tuple[str, str]], key: str, zh: bool) -> str:
    return table.get(key, (key, key))[0 if zh else 1]


def _colon(zh: bool) -> str:
    return "：" if zh else ": "


def _day(stamp: str | None) -> str:
    return (stamp or "")[:10]


def _n(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
