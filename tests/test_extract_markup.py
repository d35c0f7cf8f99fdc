"""Markup as pages really write it: which of it is a tag, what a tag says, and which lines and sections come of it."""

from __future__ import annotations

import time

import pytest

from pipelines.extract import walk
from pipelines.extract.lines import Document
from pipelines.html import markup

TAGS = {
    "text before any tag": ("甲<p>乙", [("", "", "甲"), ("p", "", "乙")]),
    "a bracket in a quoted value": ('<img alt="a>b" src=c>甲', [("img", ' alt="a>b" src=c', "甲")]),
    "a tag in a quoted value": ("<i title='<p>x</p>'>甲</i>", [("i", " title='<p>x</p>'", "甲"), ("/i", "", "")]),
    "one quote too many": ('<a href="x"">甲</a>', [("a", ' href="x""', "甲"), ("/a", "", "")]),
    "a quote that nobody closes": ('<p title="x>甲<p>乙', [("p", ' title="x', "甲"), ("p", "", "乙")]),
    "a bracket that opens no tag": ("<p>1 < 2 <3 <", [("p", "", "1 < 2 <3 <")]),
    "code that looks like markup": (
        "<SCRIPT>a<b; '<p>'; '</scr'</Script >甲",
        [("SCRIPT", "", "a<b; '<p>'; '</scr'"), ("/Script", " ", "甲")],
    ),
    "a name that only begins like script": ("<scripts>甲<b>", [("scripts", "", "甲"), ("b", "", "")]),
    "comments": (
        "<!-- <p> - -- -->甲<!--><p>乙<!---->丙",
        [("", "", "甲"), ("", "", ""), ("p", "", "乙"), ("", "", "丙")],
    ),
    "a comment that nobody closes": ("<p>甲<!-- x <b>乙", [("p", "", "甲"), ("", "", "乙")]),
    "declarations": ("<!DOCTYPE html><?xml x?></ >甲", [("", "", ""), ("", "", ""), ("", "", "甲")]),
    "a tag that nobody closes": ("<p>甲<a href=", [("p", "", "甲"), ("a", " href=", "")]),
    "zeros": ("<\x00p>甲\x00乙", [("p", "", "甲乙")]),
}


@pytest.mark.parametrize(("html", "tags"), TAGS.values(), ids=TAGS.keys())
def test_tags_are_told_from_text_as_browsers_do(html: str, tags: list[tuple[str, str, str]]) -> None:
    found = [tag[1:] for tag in markup.read(html)]
    assert [tag for tag in found if tag != ("", "", "")] == [tag for tag in tags if tag != ("", "", "")]


def test_attributes_are_read_as_written_in_any_way() -> None:
    written = """ CLASS="a b" id='c' hidden data-x=1 style = "x" class=second title="1 &lt; 2" /"""
    assert markup.attributes(written) == {
        "class": "a b",
        "id": "c",
        "hidden": "",
        "data-x": "1",
        "style": "x",
        "title": "1 < 2",
    }


def test_a_megabyte_of_what_nobody_closes_takes_no_second() -> None:
    for piece in ("<a", "<!--", "<script>", '<p a="', "<p a='x", "<p a=", "</", "<!", "--><!--", "</div", '"><p b='):
        started = time.process_time()
        walk.read(markup.read(piece * (140_000 // piece.count("<") if "<" in piece else 140_000)))
        assert time.process_time() - started < 1.5, piece


def lines(html: str) -> list[str]:
    return [line.text for line in _document(html).lines]


def _document(html: str) -> Document:
    return walk.read(markup.read(html))


LINES = {
    "blocks and breaks": ("甲<p>乙<br>丙</p>丁<DIV>戊</DIV>己", ["甲", "乙", "丙", "丁", "戊", "己"]),
    "what runs on": ("<p>甲<b>乙</b> <span>c</span>\n<i>d</i></p>", ["甲乙 c d"]),
    "entities": ("<p>&nbsp;&nbsp;1&lt;2 &amp;&#x4e59;&copy</p><p>&nbsp;</p>", ["1<2 &乙©"]),
    "what is not shown": (
        "<title>t</title>甲<script>s</script><noscript><p>n</p></noscript>乙<textarea>x</textarea>丙",
        ["甲乙丙"],
    ),
    "skipped within skipped": ("甲<object>x<object>y</object>z</object>乙", ["甲乙"]),
    "a list of choices that nobody closes": ("甲<select><option>x<option>y<p>乙</p>丙", ["甲", "乙", "丙"]),
    "a button that nobody closes": ("<div>甲<button>x</div><div>乙</div>", ["甲", "乙"]),
    "an empty element": ("甲<svg/>乙<noscript />丙", ["甲乙丙"]),
    "a wrong end": ("<div>甲</span></p>乙</section></div>丙", ["甲", "乙", "丙"]),
}


@pytest.mark.parametrize(("html", "expected"), LINES.values(), ids=LINES.keys())
def test_a_line_is_what_stands_between_two_breaks(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def paths(html: str) -> dict[str, str]:
    """The tags around each line, the body's left out."""
    found: dict[str, str] = {}
    for line in _document(html).lines:
        tags, section = list[str](), line.section
        while section.parent is not None:
            tags.append(section.tag)
            section = section.parent
        found[line.text] = " ".join(reversed(tags[:-1]))
    return found


SECTIONS = {
    "nested": ("<div>甲<ul><li>乙</ul>丙</div>丁", {"甲": "div", "乙": "div ul", "丙": "div", "丁": ""}),
    "cells that nobody closes": (
        "<table><tr><td>甲<td>乙<tr><td>丙</table>丁",
        {"甲": "table tr td", "乙": "table tr td", "丙": "table tr td", "丁": ""},
    ),
    "a table in a cell": (
        "<table><tr><td><table><tr><td>甲</table>乙</td></tr></table>",
        {"甲": "table tr td table tr td", "乙": "table tr td"},
    ),
    "an end tag from outside of its cell": (
        "<div><table><tr><td>甲</div>乙",
        {"甲": "div table tr td", "乙": "div table tr td"},
    ),
    "an end tag over a forgotten one": ("<div><ul>甲</div>乙", {"甲": "div ul", "乙": ""}),
    "an empty one": ("<div/>甲", {"甲": ""}),
    "after the body's end": ("<body><div>甲</div></body></html>乙", {"甲": "div", "乙": ""}),
}


@pytest.mark.parametrize(("html", "expected"), SECTIONS.values(), ids=SECTIONS.keys())
def test_sections_nest_as_browsers_nest_them(html: str, expected: dict[str, str]) -> None:
    assert paths(html) == expected


LINKS = {
    "a link": ("甲<a href=x>乙丙</a>丁", 2),
    "an address that ends in a slash": ("<a href=/>乙</a>丙", 1),
    "an anchor": ('<a name="x"/>甲', 0),
    "a link around blocks": ("<a href=x><div>甲</div>", 1),
    "a link that nobody closes ends with its section": ("<div><a href=x></div>甲", 0),
    "entities count as what they show": ("<a href=x>&lt;&lt;</a>", 2),
}


@pytest.mark.parametrize(("html", "count"), LINKS.values(), ids=LINKS.keys())
def test_characters_within_links_are_counted(html: str, count: int) -> None:
    assert _document(html).lines[0].links == count


def test_the_first_of_two_bodies_names_it() -> None:
    document = _document('<html lang=zh><body class="comment"><p>甲</p><body class="article">')
    assert [section.favour for section in document.sections] == [0, -1]


def test_what_follows_the_page_stands_at_its_end() -> None:
    document = walk.read(markup.read("<div>甲"), markup.read("<p>乙</p>"))
    assert [(line.text, line.section.tag) for line in document.lines] == [("甲", "div"), ("乙", "body")]
