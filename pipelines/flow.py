"""The whole way of a page, in one function: a crawl, a replay, reprocessing and `scrapy add` all go through it.

    Page -> extract -> clean -> judge -> figures -> Outcome -> store (with dedupe and alert)

Read `process` first. `FlowPipeline` is what Scrapy calls with each fetched page.
"""

from __future__ import annotations

import contextlib
import logging
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawlers.errors import StorageError
from crawlers.items import Outcome, Page, Verdict
from pipelines import reclean, store
from pipelines.alert import NoticeRules, load_notices
from pipelines.clean import clean
from pipelines.database import Database
from pipelines.extract import VERSION as EXTRACTOR_VERSION
from pipelines.extract import extract
from pipelines.extract.reader import DEPTH
from pipelines.figures import Indicators, figures, load_indicators
from pipelines.judge import Topics, judge, load_topics
from pipelines.publishers import Publishers, load_publishers

if TYPE_CHECKING:
    from crawlers.writer import Writer

log = logging.getLogger(__name__)

__all__ = ["EXTRACTOR_VERSION", "FlowPipeline", "Rules", "load_rules", "process", "rules_of"]

STAGES = ("extract", "clean", "judge", "dedupe", "figures", "store")
RULE_SETTINGS = ("NEWS_TOPICS", "NEWS_PUBLISHERS", "NEWS_INDICATORS", "NEWS_NOTICES")
"""The settings that name the rule files, in the order of `load_rules`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What people wrote for the stages to go by."""

    topics: Topics
    publishers: Publishers
    indicators: Indicators
    notices: NoticeRules = field(default_factory=NoticeRules)


def load_rules(topics: Path, publishers: Path, indicators: Path, notices: Path | None = None) -> Rules:
    """Read the files; DefinitionError names file, key and remedy of the first thing that is wrong."""
    return Rules(
        topics=load_topics(topics),
        publishers=load_publishers(publishers),
        indicators=load_indicators(indicators),
        notices=load_notices(notices) if notices else NoticeRules(),
    )


def rules_of(settings: BaseSettings) -> Rules:
    """Read the files that the settings name."""
    topics, publishers, indicators, notices = (settings.get(name) for name in RULE_SETTINGS)
    return load_rules(Path(topics), Path(publishers), Path(indicators), Path(notices) if notices else None)


def process(page: Page, rules: Rules, *, is_stored: bool = False) -> Outcome:
    """Take a page through the pure stages; one that ends early carries the verdict that ended it.

    `is_stored`: there is an article of this page, which stays whatever the judge says of it now.
    """
    extracted = extract(page)
    for flag in extracted.flags:
        if flag.startswith(DEPTH):
            log.warning("extract depth=%s url=%s", flag.removeprefix(DEPTH), page.url)
    article = clean(extracted)
    if isinstance(article, Verdict):
        return Outcome(page=page, verdict=article)
    source = rules.publishers.resolve(article.source)
    judgement = judge(article, rules.topics, local=page.site.local, source_name=source.name if source else None)
    if not (judgement.is_relevant or is_stored):
        reasons = "; ".join(judgement.reasons)
        verdict = Verdict(stage="judge", reason="off_topic", rule=reasons, version=judgement.version)
        return Outcome(page=page, article=article, judgement=judgement, verdict=verdict)
    found = figures(article, rules.indicators)
    return Outcome(page=page, article=article, judgement=judgement, figures=found)


class FlowPipeline:
    """The one item pipeline: every page that a spider yields is processed here and stored by the writer thread."""

    def __init__(self, crawler: Crawler, rules: Rules) -> None:
        self._crawler = crawler
        self._rules = rules
        # A replay says what is in an archive, and nothing that is new.
        self._notices = None if crawler.settings["NEWS_REPLAY"] else rules.notices

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the rules that the settings name."""
        return cls(crawler, rules_of(crawler.settings))

    async def open_spider(self) -> None:
        """Go on with what a crawl that was killed left to be cleaned again."""
        writer: Writer = self._crawler.writer  # type: ignore[attr-defined]  # put there by the crawl's frontier
        with contextlib.suppress(StorageError):  # the writer has told the crawl, which closes and says why
            await writer.write(lambda db: reclean.catch_up(db, self._rules.publishers, at=datetime.now(UTC)))

    async def process_item(self, item: Any) -> Any:
        """Process a page and wait until it is committed.

        A page that breaks a stage ends as broken, with its trace in the log, and the crawl goes on.
        """
        page: Page = item
        writer: Writer = self._crawler.writer  # type: ignore[attr-defined]  # put there by the crawl's frontier
        try:
            with getattr(self._crawler, "in_hand", contextlib.nullcontext)(page.link):  # put there by the crawl
                begun_ns = time.thread_time_ns()
                outcome = process(page, self._rules, is_stored=page.is_visit)
                self._count({"extract/cpu_us": (time.thread_time_ns() - begun_ns) // 1000})
        except Exception as error:
            log.exception("broken url=%s", page.url)
            outcome = _broken(page, error)
        try:
            outcome, stored = await writer.write(lambda db: _save(db, outcome, self._rules.publishers, self._notices))
        except StorageError:
            # The writer has told the crawl, which closes and says why: one sentence, not one for every page in hand.
            self._count({"store/failed": 1})
        else:
            if (watch := getattr(self._crawler, "watch", None)) is not None:  # put there by the crawl, as the writer is
                watch.page(outcome)
            self._count(_counts(outcome, stored) | ({"store/broken": stored.broken} if stored.broken else {}))
            log.debug("store ended=%s url=%s story=%s role=%s", stored.ended, page.url, stored.story_id, stored.role)
        return item

    def _count(self, counts: Mapping[str, int]) -> None:
        assert self._crawler.stats is not None
        for word, count in counts.items():
            self._crawler.stats.inc_value(word, count)


def _save(
    db: Database, outcome: Outcome, publishers: Publishers, notices: NoticeRules | None
) -> tuple[Outcome, store.Stored]:
    """Store the outcome, or that storing it broke; only a database that cannot be written ends the crawl."""
    try:
        return outcome, store.save(db, outcome, publishers, at=datetime.now(UTC), notices=notices)
    except StorageError:
        raise
    except Exception as error:
        log.exception("broken url=%s", outcome.page.url)
        outcome = _broken(outcome.page, error)
        return outcome, store.save(db, outcome, publishers, at=datetime.now(UTC))


def _broken(page: Page, error: Exception) -> Outcome:
    """End the page in the stage whose code raised: the innermost one of the trace."""
    modules = (frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(error.__traceback__))
    words = [module.split(".")[1] for module in modules if module.startswith("pipelines.")]
    stage = next((word for word in reversed(words) if word in STAGES), "store")
    rule = f"{type(error).__name__}: {error}"
    return Outcome(page=page, verdict=Verdict(stage=stage, reason=store.BROKEN, rule=rule, version=EXTRACTOR_VERSION))


def _counts(outcome: Outcome, stored: store.Stored) -> dict[str, int]:
    """Name each stage's word for this page."""
    if outcome.verdict is not None:
        return {f"{outcome.verdict.stage}/{outcome.verdict.reason}": 1}
    counts = {"extract/ok": 1, f"store/{stored.ended}": 1, "figures/found": len(outcome.figures)}
    if outcome.judgement:
        counts[f"judge/{outcome.judgement.band}"] = 1
    if stored.ended == "added":
        counts[f"dedupe/{stored.role}"] = 1
    return counts
