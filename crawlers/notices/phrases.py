"""The phrases that notices are made of, in Chinese or English: facts in; a figure, a side, an origin, a page out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from crawlers.notices.message import one_line
from pipelines.digest import name_in, period_in

Facts = Mapping[str, Any]

CAUSES: Final = {
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
STATES: Final = {
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


def figure_said(one: Facts, zh: bool) -> str:
    """Write a figure: 网上零售额 西藏 2025：200亿元，同比 12.8%."""
    value = f"{_MEASURES.get(one['measure'], ('', ''))[0 if zh else 1]}{_before(one['qualifier'])}{one['printed']}"
    if "was" in one:
        value = f"{one['was']} → {value}"
    grown = one["growth_percent"]
    if grown is not None and one["value"] is not None:
        base = _BASES.get(one["growth_base"] or "", ("", ""))[0 if zh else 1]
        value += f"，{base} {grown:+g} %" if zh else f", {grown:+g} % {base}".rstrip()
    return f"{what_of(one, zh)}{colon(zh)}{value}{_STATUS[one['status']][0 if zh else 1]}"


def _before(qualifier: str | None) -> str:
    """约 and 超 stand before a number; what stands behind it (以上) is printed with it."""
    return qualifier if qualifier in ("约", "近", "超", "突破", "超过", "逾") else ""


def what_of(facts: Facts, zh: bool) -> str:
    """Name what is counted, where and when."""
    language = "zh" if zh else "en"
    unnamed = "未命名指标" if zh else "unnamed"
    name = name_in(facts["indicator"], facts.get("definition"), language) if facts["indicator"] else unnamed
    return " ".join(filter(None, (name, facts["region"], period_in(facts["period"], language))))


def side_said(side: Facts, zh: bool) -> str:
    """Write what one side of a conflict states, who and when."""
    if not zh:
        return str(side["as_stated"])
    printed = str(side["as_stated"]).partition(", as stated by ")[0].replace(" yoy", " 同比").replace(" mom", " 环比")
    day = f"，{day_of(side['stated_at'])}" if side["stated_at"] else ""
    return f"{printed}（{side['stated_by'] or '不详'}{day}）"


def stated_by_whom(facts: Facts, prefix: str, zh: bool) -> str:
    """Write a target, or with the prefix `outcome_` what came of it, and who stated it when."""
    qualifier = "" if prefix else _before(facts["qualifier"])
    by, day = facts[f"{prefix}stated_by"], day_of(facts[f"{prefix}stated_at"])
    grown = facts.get(f"{prefix}growth_percent")
    printed = str(facts[f"{prefix}printed"])
    more = f" ({grown:+g} %)" if grown is not None and "%" not in printed else ""
    who = ", ".join(filter(None, (by, day)))
    return one_line(f"{qualifier}{printed}{more}" + (f"（{who}）" if zh else f" ({who})"))


def origin_of(facts: Facts, zh: bool) -> str:
    """Name where a story is from, how sure that is, and the day."""
    name = facts["origin_name"] or facts["publisher"] or ("不详" if zh else "unknown")
    sure = word_of(_CONFIDENCE, facts["origin_confidence"], zh)
    day = day_of(facts["published_at"])
    words = f"来源：{name}（{sure}）" if zh else f"From {name} ({sure})"
    return one_line(" · ".join(filter(None, (words, day))))


def page_of(facts: Facts) -> str:
    """Name a page: its publisher, day and title."""
    return one_line(" · ".join(filter(None, (facts["publisher"], day_of(facts["published_at"]), facts["title"]))))


def word_of(table: Mapping[str, tuple[str, str]], key: str, zh: bool) -> str:
    """Say a word of a table; one that is not in it as it is."""
    return table.get(key, (key, key))[0 if zh else 1]


def colon(zh: bool) -> str:
    """Return the colon of the language."""
    return "：" if zh else ": "


def day_of(stamp: str | None) -> str:
    """Cut the day out of a time."""
    return (stamp or "")[:10]


def count_of(count: int, one: str, many: str | None = None) -> str:
    """Count in English: 1 copy, 2 copies."""
    return f"{count} {one if count == 1 else many or one + 's'}"
