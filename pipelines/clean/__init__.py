"""What extraction read of a page -> the article as it is shown and stored, or a verdict that it is none.

The clean text is the body's lines, one paragraph a line; wire end marks （完） go, script and punctuation stay.
"""

from __future__ import annotations

import re

from crawlers.items import Article, Extracted, Verdict
from pipelines.chinese import script_of
from pipelines.clean.language import language_of

END_MARK = re.compile(r"\s?[(（]\s?(?:完|完毕|全文完|END)\s?[)）]\s?$|\s?(?:■|●|###|Enditem)\s?$", re.I)
LONGEST_MARK = 24
SAMPLE = 800
"""Characters by which a text's script is told."""
SHORTEST = 20
"""Characters: a shorter text is a caption or a button, not an article."""


def clean(extracted: Extracted) -> Article | Verdict:
    """Return the article, or why there is none: `not_article:<kind>`."""
    if extracted.kind:
        return _refuse(extracted, extracted.kind, extracted.reason)
    text = "\n".join(block.text for block in extracted.blocks if block.role == "body").strip()
    text = without_end_mark(text)
    if len(text) < SHORTEST:
        return _refuse(extracted, "empty", f"{len(text)} characters")
    return Article(
        url=extracted.url,
        title=extracted.title,
        text=text,
        published_at=extracted.published_at,
        published_precision=extracted.published_precision,
        source=extracted.source,
        reprinted_from=extracted.reprinted_from,
        author=extracted.author,
        editor=extracted.editor,
        original_title=extracted.original_title,
        dateline=extracted.dateline,
        language=language_of(text, extracted.declared_language),
        script=script_of(text[:SAMPLE]),
        copyright_holder=extracted.copyright_holder,
        flags=extracted.flags,
        extractor_version=extracted.version,
    )


def without_end_mark(text: str) -> str:
    """Return a text without the mark that its wire service ends with."""
    return text[:-LONGEST_MARK] + END_MARK.sub("", text[-LONGEST_MARK:])


def _refuse(extracted: Extracted, kind: str, rule: str) -> Verdict:
    return Verdict(stage="extract", reason=f"not_article:{kind}", rule=rule, version=extracted.version)
