"""The sample: the archive is what the pages under tests/sites render to, and those keep their own rules."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.sample import ARCHIVE, SampleError, SamplePage, answers, build, pages
from tests.sample.copies import family, resolve
from tests.sample.files import SITES, read_article, read_sites
from tests.sample.page import spider
from tests.sample.render import Answer
from tests.sample.walk import reached, starts
from tests.sample.written import Site

SENTENCE = re.compile(r"[^。!?！？;；\n]+")
PERSON = "张三|李四|王五|赵六|钱七|孙八|Zhang San|Li Si|Wang Wu|Zhao Liu|huaxia"
"""huaxia is how Xinhua's English pages name their desk."""


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
    keys = {each.name.split("/")[0] for each in articles}
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


def test_every_site_has_robots_and_two_pages_that_list(sent: list[Answer]) -> None:
    urls = {answer.url for answer in sent}
    for key, site in crawled().items():
        hosts = {urlsplit(answer.url).netloc for answer in sent if answer.name.startswith(f"{key}/")}
        assert any(f"{scheme}://{host}/robots.txt" in urls for host in hosts for scheme in ("http", "https")), key
        listing = [url for each in site.listings for url in each.urls]
        listing += [each.url for each in site.responses if each.template]
        assert len(listing) >= 2, key


def test_every_article_is_reached_from_where_its_site_starts(sent: list[Answer]) -> None:
    answered = {answer.url: answer for answer in sent}
    for key in crawled():
        written = {answer.name: answer.url for answer in reversed(sent) if answer.name.startswith(f"{key}/")}
        found = reached(starts(key, answered), answered)
        assert not {name: url for name, url in written.items() if url not in found}
        patterns = spider(key).article_patterns()
        assert not {url for url in written.values() if not any(pattern.search(url) for pattern in patterns)}


def test_the_mirror_prints_the_seed_to_the_letter(articles: list[SamplePage]) -> None:
    seed = (SITES / "mirror" / "seed.txt").read_text("utf-8")
    page = next(each.page for each in articles if each.name == "mirror/01")
    assert visible(page.body) == " ".join(seed.split())


def test_the_seed_is_the_users_document() -> None:
    given = SITES.parent.parent.parent / "shared" / "seed" / "000_df4a232976e830ee.txt"
    if not given.exists():
        pytest.skip("the user's folder is not beside this repository")
    assert given.read_text("utf-8") == (SITES / "mirror" / "seed.txt").read_text("utf-8")


def test_the_seeds_three_pages_keep_its_slip(articles: list[SamplePage]) -> None:
    for article in articles:
        if article.name in ("mirror/01", "cinic/01", "ce/01"):
            assert re.search("[投资資]{2}18元", article.text)
            assert article.text.count("\n") == 8


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
        name
        for each in articles
        for name in re.split(r"[、,]|(?<![A-Za-z]) ", f"{each.author or ''}、{each.editor or ''}")
        if name
    ]
    assert not [name for name in named if not re.search(PERSON, name)]


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "01-x.md"
    wrong.write_text('+++\nurl = "http://a.example/"\ntitel = "x"\n+++\n', "utf-8")
    with pytest.raises(SampleError, match=r"01-x\.md: unknown key titel"):
        read_article(wrong)


def crawled() -> dict[str, Site]:
    """The sites that a crawl visits; the mirror is reached by `scrapy add` alone."""
    return {key: site for key, site in read_sites().items() if key != "mirror"}


def visible(body: bytes) -> str:
    """The text that a reader sees, white space folded."""
    root = etree.HTML(body.decode("utf-8"))
    shown = root.find("body")
    assert shown is not None
    assert shown.find(".//script") is None
    return " ".join(" ".join(str(text) for text in shown.itertext()).split())


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
