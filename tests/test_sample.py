"""The sample: the archive is what the pages under tests/sites render to, and those keep their own rules."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.sample import ARCHIVE, SampleError, SamplePage, answers, build, pages
from tests.sample.copies import family, resolve
from tests.sample.files import read_article, read_sites
from tests.sample.render import Answer

SENTENCE = re.compile(r"[^。!?！？;；\n]+")
PERSON = "张三|李四|王五|赵六|钱七|孙八"


@pytest.fixture(scope="module")
def articles() -> list[SamplePage]:
    return list(pages())


@pytest.fixture(scope="module")
def sent() -> list[Answer]:
    return list(answers())


def test_the_archive_equals_a_rebuild() -> None:
    """Compared unpacked: another zlib may pack the same bytes differently."""
    kept, rebuilt = ARCHIVE.read_bytes(), build()
    assert gzip.decompress(kept) == gzip.decompress(rebuilt), "run python -m tests.sample"


def test_two_builds_are_the_same_bytes() -> None:
    assert build() == build()


def test_there_are_eight_sites_and_sixty_articles(articles: list[SamplePage]) -> None:
    keys = {each.page.site.key for each in articles}
    assert keys >= {"cinic", "ce", "tibet_cn", "xizang_gov", "people_xz", "xinhua_tibet", "chinanews", "c114", "mirror"}
    assert len(articles) >= 60


def test_every_url_is_answered_once(sent: list[Answer]) -> None:
    assert not [url for url, times in Counter(each.url for each in sent).items() if times > 1]


def test_every_article_has_300_characters(articles: list[SamplePage]) -> None:
    assert not {each.name: len(each.text) for each in articles if len(re.sub(r"\s", "", each.text)) < 300}


def test_sentences_are_shared_by_declared_copies_only(articles: list[SamplePage]) -> None:
    written = resolve(read_sites())
    tied = {name: family(name, written) for name in written}
    seen: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for sentence in SENTENCE.findall(article.text):
            if len(folded := re.sub(r"\W", "", sentence)) >= 12:
                seen[folded].add(article.name)
    undeclared = {s: names for s, names in seen.items() for name in names if not names <= tied[name]}
    assert not undeclared


def test_every_site_has_robots_lists_of_two_pages_and_all_its_articles_linked(sent: list[Answer]) -> None:
    for key, site in read_sites().items():
        if key == "mirror":  # reached by `scrapy add` alone
            continue
        hosts = {answer.url.split("/")[2] for answer in sent if answer.name.startswith(f"{key}/")}
        urls = {answer.url for answer in sent}
        assert any(f"{scheme}://{host}/robots.txt" in urls for host in hosts for scheme in ("http", "https")), key
        assert any(len(listing.urls) >= 2 for listing in site.listings), key
        assert site.responses, key


@pytest.mark.parametrize("status", [301, 404])
def test_the_sample_has_a_redirect_and_a_page_that_is_gone(sent: list[Answer], status: int) -> None:
    assert any(each.status == status for each in sent)


def test_the_sample_has_a_feed_a_sitemap_and_an_article_in_parts(
    articles: list[SamplePage], sent: list[Answer]
) -> None:
    assert any(b"<rss" in each.body or b"<feed" in each.body for each in sent)
    assert any(b"<urlset" in each.body for each in sent)
    assert any(each.page.parts for each in articles)


def test_the_sample_sends_gb18030_and_utf8(articles: list[SamplePage]) -> None:
    assert {_is_utf8(each.page.body) for each in articles} == {True, False}


def test_every_band_and_kind_of_copy_is_there(articles: list[SamplePage]) -> None:
    assert {"on", "off"} <= {each.expect for each in articles}
    assert {each.kind for each in articles} == {None, "reprint", "mirror", "excerpt", "digest", "rewrite", "template"}


def test_people_are_placeholders(articles: list[SamplePage]) -> None:
    named = [
        name for each in articles for name in re.split("[、 ]", f"{each.author or ''}、{each.editor or ''}") if name
    ]
    assert not [name for name in named if not re.search(PERSON, name)]


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "01-x.md"
    wrong.write_text('+++\nurl = "http://a.example/"\ntitel = "x"\n+++\n', "utf-8")
    with pytest.raises(SampleError, match=r"01-x\.md: unknown key titel"):
        read_article(wrong)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
