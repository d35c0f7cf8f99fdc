"""Words and sentences of ours, as they are stored, come in; they go out in Chinese and English, by web/words.py."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from web.words import FIELDS, FLAGS, KINDS_OF_PAGE, REASONS, SENTENCES, Both

_WORD = re.compile(r"([^:,]+?) ×\d+")
_SENTENCES = tuple((re.compile(english), chinese) for english, chinese in SENTENCES)


def said(word: str | None, words: dict[str, Both]) -> Markup:
    """Print a word of ours in both languages."""
    zh, en = words.get(word or "", (word or "—", ""))
    return (
        Markup('<span lang="zh-Hans">{}</span> <span class="en" lang="en">{}</span>').format(zh, en)
        if en
        else escape(zh)
    )


def flag(name: str) -> Markup:
    """Print a flag; what follows its name (`stale_reprint:2015-03-26/2023-09-20`) stays."""
    head = max((known for known in FLAGS if f"{name}:".startswith(f"{known}:")), key=len, default=name)
    rest = name[len(head) + 1 :]
    return said(head, FLAGS) + (f" {rest}" if rest else "")


def reason(name: str | None) -> Markup:
    """Print why a page ended: `extract/not_article:gallery` is no article, but a gallery."""
    head, _, rest = (name or "").partition(":")
    words = head.partition("/")[2]
    if head in REASONS and rest:
        return said(head, REASONS) + Markup(" · ") + said(rest, KINDS_OF_PAGE)
    if words == "broken":
        return said(words, REASONS) + Markup(" · {}").format(head.partition("/")[0])
    if head.startswith("fetch/http_"):
        return said("fetch/http", REASONS) + f" {head.removeprefix('fetch/http_')}"
    return said(name, REASONS)


def sentence(text: str | None) -> Markup:
    """Print why in both languages, part by part; a part that SENTENCES does not know is printed as it is stored."""
    return Markup("<br>").join(map(_part, (text or "—").split("; ")))


def _part(text: str) -> Markup:
    channel, colon, rest = text.partition(": ")
    for said_of, ours in (("", text), (f"{channel}: ", rest)) if colon and "/" in channel else (("", text),):
        for english, chinese in _SENTENCES:
            if found := english.fullmatch(ours):
                given = found.groupdict()
                words = given.pop("words", None)
                told = ours[: found.start("words")].rstrip(": ") if words else ours
                if "field" in given:
                    given["field"] = FIELDS.get(given["field"], (given["field"],))[0]
                both = Markup('<span lang="zh-Hans">{}</span> <span class="en" lang="en">{}</span>')
                return escape(said_of) + both.format(chinese.format(**given), told) + (f": {words}" if words else "")
    return escape(text)


def words_in(reasons: Iterable[str], side: str) -> list[str]:
    """Return the words of the topic that a judgement names on one side, `place` or `field`, each once, in order."""
    named = (_WORD.findall(each.partition(": ")[2]) for each in reasons if each.startswith(f"{side} in "))
    return list(dict.fromkeys(word.strip() for words in named for word in words))
