"""The digest of a day or a week, as it goes out by mail: a date comes in, the same document goes out, with ways on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from datasette.utils.asgi import Base400, NotFound, Response

from crawlers.ways import SHANGHAI
from pipelines.digest import draw, gather
from pipelines.digest.draw import Language
from web.headers import SECURITY
from web.query import read

LIMIT_MS: Final = 3000
"""A week of a large database is counted together once."""
STYLED: Final = SECURITY["content-security-policy"].replace("style-src 'self'", "style-src 'unsafe-inline'")
"""A mail carries its colours with it; no script may run, and nothing is loaded, as on every page."""


async def digest(datasette: Any, request: Any) -> Any:
    """Show what a day brought, or the week that ends with it; today's without a date."""
    last, is_week, language = _asked(request)
    first = last - timedelta(days=6) if is_week else last
    what = "weekly" if is_week else "daily"
    found = await read(datasette, lambda database: gather(database, first, last, what=what), limit_ms=LIMIT_MS)
    html = draw(found, language, links=_links(last, is_week=is_week, language=language))
    return Response.html(html, headers={"content-security-policy": STYLED})


def _asked(request: Any) -> tuple[date, bool, Language]:
    today = datetime.now(UTC).astimezone(SHANGHAI).date()
    try:
        last = date.fromisoformat(request.url_vars.get("date") or today.isoformat())
    except ValueError as error:
        raise NotFound("no such day") from error
    if not date(2000, 1, 1) <= last <= today:
        raise NotFound("no such day")
    if request.args.get("language", "zh") not in ("zh", "en"):
        raise Base400("zh or en")
    return last, request.args.get("what") == "weekly", "en" if request.args.get("language") == "en" else "zh"


def _links(last: date, *, is_week: bool, language: Language) -> list[tuple[str, str]]:
    step = timedelta(days=7 if is_week else 1)
    kept = f"?what={'weekly' if is_week else 'daily'}&language={language}"
    other, what = ("zh" if language == "en" else "en"), ("daily" if is_week else "weekly")
    words = {
        "zh": ("← 首页", "前一期", "后一期", "日报" if is_week else "周报", "English"),
        "en": ("← Today", "Earlier", "Later", "Daily" if is_week else "Weekly", "中文"),
    }[language]
    ways = [(words[0], "/"), (words[1], f"/digest/{last - step}{kept}")]
    if last + step <= datetime.now(UTC).astimezone(SHANGHAI).date():
        ways.append((words[2], f"/digest/{last + step}{kept}"))
    ways.append((words[3], f"/digest/{last}?what={what}&language={language}"))
    ways.append((words[4], f"/digest/{last}?what={'weekly' if is_week else 'daily'}&language={other}"))
    return ways


ROUTES = [(r"/digest$", digest), (r"/digest/(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})$", digest)]
