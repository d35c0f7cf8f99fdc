"""Stories for the series: each article states the figures it is told to, and is grouped as it is told."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crawlers.items import Article, Figure, Grouping, Page, Role, Story
from pipelines.database import Database, Names
from pipelines.figures import Indicators, in_series, load_indicators
from tests.stored import AT

INDICATORS = Path(__file__).resolve().parents[1] / "data" / "indicators.toml"
SIZE, STATIONS, RETAIL = "digital_economy_size", "base_stations_5g", "online_retail"
YI = 1e8


@cache
def indicators() -> Indicators:
    return load_indicators(INDICATORS)


def placed(figure: Figure) -> Figure:
    return in_series(figure, indicators().by_key(figure.indicator))


def amount(printed: str, period: str | None, indicator: str | None = SIZE, /, **more: Any) -> Figure:
    """Make a figure of Tibet from its print: 171.3亿元, 997个, 1.9%."""
    number = printed.rstrip("亿元个户%以上")
    unit = "元" if "元" in printed else "%" if "%" in printed else "个"
    known = indicators().by_key(indicator)
    plain = Figure(
        indicator=indicator,
        definition=known.definition if known else None,
        region="西藏",
        period=period,
        value=float(number) * (YI if "亿" in printed else 1),
        value_max=None,
        unit=unit,
        printed=printed,
        sentence=printed,
        confidence="high",
    )
    return placed(replace(plain, **more))


def rate(percent: float, period: str, indicator: str = SIZE, **more: Any) -> Figure:
    """Make a growth without a level."""
    alone = {"value": None, "growth_percent": percent, "growth_base": "yoy"}
    return amount(f"{percent:g}%", period, indicator, **{**alone, "unit": "元", **more})


def write(db: Database, name: str, day: str, *figures: Figure) -> int:
    """Store an article of `name` that states these figures; return its id."""
    url = f"http://{name}.test/{day}"
    names = Names(publisher=name, publisher_class=None, source_name=None, reprinted_from_name=None)
    article = Article(url=url, title=None, text=f"{name}{day}", published_at=day)
    id_, _ = db.save_article(Page(url=url, body=b"", fetched_at=AT), article, None, names, at=AT)
    db.save_figures(id_, figures, "changed", at=AT)
    return id_


def group(
    db: Database,
    origin: int,
    name: str,
    *copies: int,
    is_seen: bool = True,
    house: str | None = None,
    retold: int | None = None,
) -> None:
    """Make a story of an article and its copies, or one that tells again what another article told."""
    role: Literal["origin", "reprint"] = "origin" if is_seen else "reprint"
    roles: dict[int, Role] = {origin: role, **dict.fromkeys(copies, "reprint")}
    story = Story(
        roles=roles,
        origin=origin if is_seen else None,
        origin_name=name,
        origin_confidence="high",
        mirrors=0,
        independent_origins=0 if retold else 1,
        origin_house=house,
        retold=retold,
    )
    db.write_grouping(Grouping(stories=(story,), edges=()), rule_version="1", at=AT)


def tell(db: Database, name: str, day: str, *figures: Figure) -> int:
    """Store a story of its own that states these figures; return its article's id."""
    id_ = write(db, name, day, *figures)
    group(db, id_, name)
    return id_
