"""From values to a page: a template and its context in, an answer out; and the words that templates share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import NotFound, Response
from jinja2 import Environment
from markupsafe import Markup, escape

from pipelines.digest import period_in
from web import wording, words

HERE = Path(__file__).parent
STATIC, TEMPLATES = HERE / "static", HERE / "templates"

NAVIGATION = (
    ("/", "今日", "Today"),
    ("/figures", "数字", "Figures"),
    ("/sources", "来源", "Sources"),
    ("/dropped", "未收", "Dropped"),
    ("/search", "搜索", "Search"),
)


async def page(
    datasette: Any, request: Any, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> Any:
    """Render a template of web/templates as an answer. Everything in `context` is escaped where it is printed."""
    body = await datasette.render_template(template, dict(context or {}), request=request)
    return Response.html(body, status=status)


def missing() -> Exception:
    """Return what a view raises for an id that is not there."""
    absent: Exception = NotFound("There is no such page.")
    return absent


def number(text: str, *, most: int = 2**63 - 1) -> int:
    """Read an id out of an address; NotFound for one that SQLite has not."""
    if not text.isdecimal() or int(text[:20]) > most:
        raise missing()
    return int(text)


@lru_cache(maxsize=1000)
def both(zh: str, en: str) -> Markup:
    """Print a label in Chinese and English."""
    return Markup('<span lang="zh-Hans">{}</span> <span class="en" lang="en">{}</span>').format(zh, en)


def safe_url(url: str | None) -> str | None:
    """Return an address that a link may lead to, or None: http and https alone, never javascript:."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def outward(url: str | None, text: str) -> Markup:
    """Print a link that leaves our pages and says nothing of where it comes from; only text where it may not lead."""
    if safe_url(url) is None:
        return escape(text)
    return Markup('<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>').format(url, text)


def minute(stamp: str | None) -> str:
    """Print a time to the minute, as it was stored."""
    return (stamp or "")[:16].replace("T", " ")


def period(text: str | None) -> Markup:
    """Print a period as the charts, digests and notices write it; `asof:2020-07-29` is a state of that day."""
    return both(period_in(text, "zh"), period_in(text, "en")) if text else Markup("—")


@cache
def static(name: str) -> str:
    """Return the address of a file of web/static, which changes with its content; the file is read once a process."""
    return f"/static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]}"


def prepare(env: Environment) -> None:
    """Give every template the words of this file."""
    env.globals.update(both=both, outward=outward, navigation=NAVIGATION, static=static)
    env.globals.update(words=words, said=wording.said, flag=wording.flag, reason=wording.reason)
    env.filters.update(sentence=wording.sentence)
    env.filters.update(minute=minute, safe_url=safe_url, period=period)
    env.trim_blocks = env.lstrip_blocks = True
