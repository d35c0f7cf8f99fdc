"""The figures as a filter: articles come in as JSON lines; for each, what it states in numbers goes out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from crawlers.items import JSON, Article
from pipelines import filters
from pipelines.figures import figures, load_indicators

INDICATORS = Path(__file__).resolve().parents[2] / "data" / "indicators.toml"

TAKES = {
    "id": "string or number",
    "text": "the clean body, paragraphs parted by a line feed",
    "title": "string or null",
    "published_at": "ISO 8601 or null; 上半年 and 去年 are resolved against it",
    "source": "来源 as printed, or null",
}
GIVES = {
    "id": "as it came in",
    "figures": "a list; of each: indicator, definition, region, period, value, unit, growth, status, sentence …",
}


def main() -> int:
    words = filters.command_line("figures", "Find the figures an article states.", takes=TAKES, gives=GIVES)
    words.add_argument(
        "--indicators", type=Path, default=INDICATORS, metavar="FILE", help="the indicators (data/indicators.toml)"
    )
    indicators = load_indicators(words.parse_args().indicators)

    def handle(line: JSON) -> JSON:
        article = Article(
            url="",
            title=filters.optional_text(line, "title"),
            text=filters.text(line, "text"),
            published_at=filters.optional_text(line, "published_at"),
            source=filters.optional_text(line, "source"),
        )
        return {"figures": [asdict(figure) for figure in figures(article, indicators)]}

    return filters.run(handle)


if __name__ == "__main__":
    filters.start(main)
