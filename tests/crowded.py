"""A database with as many rows as one likes, made by SQL alone: what pages cost must not grow with it.

Nine stories in ten are one article; the others are short chains, and one has a tenth of a percent of all articles. One
article in 5,000 is of a rare place, and links ended for a few reasons.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pipelines.database import Database

AT = "strftime('%Y-%m-%dT%H:%M:%S.000+00:00', '2015-01-01', '+' || (n * 330) || ' seconds')"
RARE = "阿里地区"


def crowded(path: Path, rows: int) -> Path:
    """Make a database with so many articles, links and figures, and return where it stands."""
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(f"BEGIN; {_tables(rows)} COMMIT; ANALYZE;")
    return path


def _tables(rows: int) -> str:
    numbers = f"WITH RECURSIVE each (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < {rows})"
    # Articles 1 to rows / 1000 are the one large story; of the rest, every tenth joins the one before it.
    story = f"iif(n <= {rows} / 1000, 1, iif(n % 10 = 0, n - 1, n))"
    return f"""
        INSERT INTO sites (key, publisher) VALUES ('one', '某某网'), ('two', '某某报');
        INSERT INTO runs (id, site, kind, started_at) VALUES (1, 'one', 'crawl', '2026-01-01T00:00:00.000+00:00');
        {numbers} INSERT INTO stories (id, title, published_at, first_seen_at, last_seen_at, origin_name,
            origin_confidence, articles, mirrors, independent_origins, flags)
        SELECT n, '西藏数字经济第' || n || '号新闻', iif(n % 7 = 0, NULL, {AT}), {AT}, {AT}, '某某网', 'medium', 1, 0,
               1, '[]'
        FROM each WHERE {story} = n;
        {numbers} INSERT INTO articles (id, url, site, publisher, title, text, published_at, reasons, story_id, role,
            band, score, flags, first_seen_at, fetched_at, extractor_version)
        SELECT n, 'http://www.example.org/' || n || '.html', iif(n % 3, 'one', 'two'), iif(n % 3, '某某网', '某某报'),
               '西藏数字经济第' || n || '号新闻', '西藏数字经济规模' || n || '亿元。', iif(n % 11 = 0, NULL, {AT}),
               json_array('place in the title: ' || iif(n % 5000 = 0, '{RARE}', '西藏') || ' ×1',
                          'field in the title: 数字经济 ×1'),
               {story}, iif({story} = n, 'unique', 'reprint'), 'on', 8.0, '[]', {AT}, {AT}, '1'
        FROM each;
        UPDATE stories SET origin_article_id = id WHERE id % 7 <> 0;
        {numbers} INSERT INTO figures (article_id, indicator, definition, region, period, value, unit, printed,
            status, measure, sentence, sentence_at, flags, confidence, slot, low, high, ends_on)
        SELECT n, 'digital_economy_size', '数字经济规模', '西藏', 2000 + n % 26, n, '元', n || '亿元', 'actual',
               'level', '西藏数字经济规模' || n || '亿元。', 0, '[]', 'high', 2000 + n % 26,
               n - 0.5, n + 0.5, (2000 + n % 26) || '-12-31'
        FROM each;
        {numbers} INSERT INTO copies (child_id, parent_id, kind, confidence, evidence, decided_at, rule_version)
        SELECT n, {story}, 'reprint', 'high', '来源 某某网', {AT}, '1' FROM each WHERE {story} <> n;
        {numbers} INSERT INTO links (url, site, channel, state, reason, first_seen_at, article_id)
        SELECT 'http://www.example.org/' || n || '.html', 'one', 'list', 'stored', 'judge/on', {AT}, n FROM each
        UNION ALL
        SELECT 'http://www.example.org/d/' || n || '.html', 'one', 'list', 'dropped',
               iif(n % 50 = 0, 'extract/not_article:video', 'judge/off_topic'), {AT}, NULL FROM each;
    """
