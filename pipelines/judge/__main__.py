"""The judge as a filter: articles come in as JSON lines; relevant, band, score and reasons go out."""

from __future__ import annotations

from pathlib import Path

from crawlers.items import JSON, Article
from pipelines import filters
from pipelines.judge import judge, load_topics

TOPICS = Path(__file__).resolve().parents[2] / "data" / "topics.toml"

TAKES = {
    "id": "string or number",
    "text": "the clean body, paragraphs parted by a line feed",
    "title": "string or null",
    "url": "string or null; tells a local outlet by its host",
    "source": "来源 as printed, or null; tells a local outlet by its name",
}
GIVES = {
    "id": "as it came in",
    "relevant": "true for the bands on and unsure",
    "band": "on, unsure or off",
    "score": "0 to 10",
    "reasons": "which words stand where and how often, which decoys were seen",
}


def main() -> int:
    words = filters.command_line("judge", "Say whether an article is on topic, and why.", takes=TAKES, gives=GIVES)
    words.add_argument("--topics", type=Path, default=TOPICS, metavar="FILE", help="the topics (data/topics.toml)")
    topics = load_topics(words.parse_args().topics)

    def handle(line: JSON) -> JSON:
        judgement = judge(
            Article(
                url=filters.optional_text(line, "url") or "",
                title=filters.optional_text(line, "title"),
                text=filters.text(line, "text"),
                source=filters.optional_text(line, "source"),
            ),
            topics,
        )
        return {
            "relevant": judgement.is_relevant,
            "band": judgement.band,
            "score": judgement.score,
            "reasons": list(judgement.reasons),
        }

    return filters.run(handle)


if __name__ == "__main__":
    filters.start(main)
