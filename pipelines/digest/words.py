"""The words of a digest in both languages: one table, so that none is forgotten."""

from __future__ import annotations

import re
from typing import Final

WORDS: Final = {
    "zh": {
        "daily": "西藏数字经济日报",
        "weekly": "西藏数字经济周报",
        "stories": "新报道",
        "grown": "继续传播",
        "figures": "新数据",
        "conflicts": "数据有出入",
        "targets": "目标兑现",
        "sources": "来源异常",
        "nothing": "这段时间没有新内容，来源均正常。",
        "from": "来源",
        "copies": "{} 篇转载",
        "mirrors": "其中 {} 篇为镜像",
        "origins": "{} 个独立来源",
        "new_copies": "新增 {} 篇，共 {} 篇",
        "more": "另有 {} 项未列出",
        "old": "另有 {} 篇旧文入库，不作新闻列出",
        "counts": "入库 {} 篇 · 抓取 {} 次 · 失败 {} 次",
        "aimed": "目标 {}",
        "came": "结果 {}",
        "since": "自 {} 起",
        "channels": "{} 个栏目",
        "high": "可信度高",
        "medium": "可信度中",
        "low": "可信度低",
        "unknown": "可信度未知",
        "suspect": "可疑",
        "down": "失效",
        "blocked": "被拦截",
        "met": "完成",
        "missed": "未完成",
        "target": "目标",
        "plan": "计划",
        "yoy": "同比",
        "mom": "环比",
        "increment": "新增",
        "cumulative": "累计",
        "level": "",
    },
    "en": {
        "daily": "Tibet digital economy, the day",
        "weekly": "Tibet digital economy, the week",
        "stories": "New stories",
        "grown": "Still spreading",
        "figures": "New figures",
        "conflicts": "Figures that disagree",
        "targets": "Targets",
        "sources": "Sources in trouble",
        "nothing": "Nothing new, and all sources are well.",
        "from": "from",
        "copies": "copies: {}",
        "mirrors": "of them mirrors: {}",
        "origins": "independent origins: {}",
        "new_copies": "{} more, {} in all",
        "more": "and {} more",
        "old": "{} more stories are old ones that were only stored now",
        "counts": "{} articles stored · {} crawls · {} failed",
        "aimed": "aimed at {}",
        "came": "came to {}",
        "since": "since {}",
        "channels": "channels: {}",
        "high": "high confidence",
        "medium": "medium confidence",
        "low": "low confidence",
        "unknown": "confidence unknown",
        "suspect": "suspect",
        "down": "down",
        "blocked": "blocked",
        "met": "met",
        "missed": "missed",
        "target": "target",
        "plan": "plan",
        "yoy": "year on year",
        "mom": "month on month",
        "increment": "added ",
        "cumulative": "in all ",
        "level": "",
    },
}
PARTS_ZH: Final = {
    "H1": "上半年",
    "H2": "下半年",
    "Q1": "一季度",
    "Q2": "二季度",
    "Q3": "三季度",
    "Q4": "四季度",
    "Q1..Q3": "前三季度",
}


def period_in(period: str | None, language: str) -> str:
    """Write a period for a person: 2024-H1 is 2024年上半年, 2016..2020 is 2016 to 2020, 2016..asof is since 2016."""
    if not period:
        return ""
    if since := period.removesuffix("..asof") if period.endswith("..asof") else "":
        return f"{period_in(since, language)}以来" if language == "zh" else f"since {since}"
    if language == "en":
        return re.sub(r"^asof:", "as of ", period).replace("..", " to ")
    if period.startswith("asof:"):
        return f"截至{period[5:]}"
    if years := re.fullmatch(r"(\d{4})\.\.(\d{4})", period):
        return f"{years[1]}—{years[2]}年"
    year, _, part = period.partition("-")
    if months := re.fullmatch(r"(\d\d)(?:\.\.(\d\d))?", part):
        return f"{year}年{int(months[1])}" + (f"—{int(months[2])}月" if months[2] else "月")
    if part in PARTS_ZH:
        return f"{year}年{PARTS_ZH[part]}"
    return f"{year}年" if period.isdecimal() else period.replace("..", "至")


def name_in(indicator: str, definition: str | None, language: str) -> str:
    """Name an indicator."""
    return definition if language == "zh" and definition else indicator.replace("_", " ")
