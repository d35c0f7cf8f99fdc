"""An article comes in; its title, lead and body go out as one plain string with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawlers.items import Article
from pipelines.judge.words import lower, plain

SHORTEST_LEAD = 60
SHORTEST_SENTENCE = 5
"""What is shorter, a quotation mark after a full stop, belongs to the sentence after it."""
LONGEST_TITLE = 60
"""How much of a text without a title is read as its title, in characters."""

LATIN_BYTES = 1.5
"""A text of fewer bytes a character is mostly in Latin letters: a Chinese character takes three."""

_SENTENCE_END = re.compile(r"[。!?;\n]|\. ")
_FURNITURE = re.compile(
    r"\n[(【\[]?(?:相关(?:阅读|新闻|链接|报道)|延伸阅读|推荐阅读|更多(?:内容|新闻|资讯|精彩)|(?:请)?(?:扫描|长按|扫码)[^\n。]{0,12}"
    r"(?:二维码|关注)|责任编辑|related (?:stories|reading|news)|read more|more on this)[^\n]*"
)
"""Where what a page shows below an article begins: other articles' titles, and how to get the newspaper's app."""


@dataclass(frozen=True, slots=True)
class Text:
    """Title and body, plain, as one string: offsets below `title_end` are in the title."""

    whole: str
    title_end: int
    body_at: int
    """Where the body begins. Of a text without a title this is 0, and its first sentence stands in for the title."""

    @property
    def title(self) -> str:
        return self.whole[: self.title_end]

    @property
    def body(self) -> str:
        return self.whole[self.body_at :]

    def spread(self, latin: float) -> float:
        """How many characters here say what one says in Chinese: `latin` in a text mostly in Latin letters, else 1."""
        return latin if len(self.whole.encode("utf-8", "replace")) < LATIN_BYTES * len(self.whole) else 1.0

    def sentence_ends(self) -> list[int]:
        """Where the sentences of the body end, the last one with the text."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self.whole, self.body_at)]
        begins = [self.body_at, *ends[:-1]]
        spoken = [end for begin, end in zip(begins, ends, strict=bool(ends)) if end - begin >= SHORTEST_SENTENCE]
        is_whole = bool(spoken) and spoken[-1] >= len(self.whole) - SHORTEST_SENTENCE
        return spoken if is_whole else [*spoken, len(self.whole)]

    def lead_end(self, chars: float) -> int:
        """Where the lead ends: after `chars`, in a brief after its first two fifths."""
        body_chars = len(self.whole) - self.body_at
        return self.body_at + int(min(chars, max(SHORTEST_LEAD, body_chars * 2 / 5)))


def text_of(article: Article) -> Text:
    """Make an article's text plain and say where its parts are."""
    title, body = plain(article.title or ""), _without_furniture(plain(article.text))
    if title.strip():
        return Text(f"{title}\n{body}", len(title), len(title) + 1)
    stop = _SENTENCE_END.search(body)
    return Text(body, min(stop.end() if stop else len(body), LONGEST_TITLE), 0)


def _without_furniture(body: str) -> str:
    """Leave out what stands below the article; in its first half such a line is taken for the article's own."""
    found = _FURNITURE.search(lower(body), len(body) // 2)
    return body[: found.start()] if found else body
