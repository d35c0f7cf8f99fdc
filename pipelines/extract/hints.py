"""The class and id of an element -> whether its name speaks for an article's body, against it, or not at all.

Names only weigh; they never decide alone, for every word of both lists is used wrongly somewhere: the whole article
stands in a `div.left-sidebar`, and a list of links in a `div.content`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from pipelines.html.markup import attributes

Hint = Literal[-1, 0, 1]


def _words(alternatives: str) -> re.Pattern[str]:
    """Compile words; those of one first letter stand together, so that few are tried at each place."""
    by_letter: dict[str, list[str]] = {}
    for word in alternatives.split("|"):
        by_letter.setdefault(word[0], []).append(word[1:])
    return re.compile("|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()))


# What is long enough to mean the same inside any name.
AGAINST_WORDS = (
    r"comment|footer|copyright|banquan|breadcrumb|crumbs?\b|sidebar|related|relation|recommend|tuijian|hotnews|hot-news|ranking|"
    r"share|sharing|social|toolbar|login|search|advert|banner|paginat|pager\b|subscri|newsletter|popup|modal\b|dialog|"
    r"qrcode|erweima|friend-?link|pinglun|gentie|disclaimer|shengming|mianze|xiangguan|outbrain|taboola|promo\b|sponsor|"
    r"cookie|consent|gdpr|jiathis|xgxw|xgyd|rdxw|paihang|byline|author-?box|author-?bio|most-read|popular|trending|"
    r"teaser|fenxiang|dianzan|navigation|signup|sign-up|live-?blog-?nav|visually-hidden"
)
# What means it only as a whole name (hot in photo, tie in title, ad in head), or with one of a few companions:
# `tag-list` yes, `tag-politics` no, for that stands on the article itself.
WHOLE = re.compile(
    r"(?:(?:top|left|right|side|foot|bottom|sub|main|site|page|article|post|news|end|global)[-_]?)?"
    r"(?:navs?|menu|foot|side|hot|rank|ads?|tags?|keywords?|links?|reply|gg|ewm|tj|rm|xg|hide|hidden|none|invisible|sr-only|"
    r"widget|print|tools?|copy|tie|zan|more|next|prev)"
    r"(?:[-_]?(?:list|box|bar|wrap|wrapper|area|con|container|block|left|right|inner|item|\d))?"
)
FOR_WORDS = (
    r"article|content|trs_editor|trs-uedit|zhengwen|endtext|rwb_zw|left_zw|post-?text|post-?body|maintext|"
    r"newstext|news_?txt|detail|entry|story|artibody|js_content|type-post|hentry"
)
AGAINST, FOR, EITHER = _words(AGAINST_WORDS), _words(FOR_WORDS), _words(f"{AGAINST_WORDS}|{FOR_WORDS}")
FOR_WHOLE = frozenset(("text", "body", "zw", "txt", "post", "main", "con", "news", "p_content", "bd"))
POSTS = frozenset(("hentry", "type-post"))
"""The post itself, which carries the names of its tags and categories beside these."""
POST: Final = 2
ONLY_NAMES = re.compile(r'\s{1,4}(class|id)="([^"&]*+)"(?:\s{1,4}(?!\1)(?:class|id)="([^"&]*+)")?\s{0,4}')
"""How most sections are written, without any other attribute."""
TELLING = re.compile(r"\b(?:class|id|style|hidden)\b", re.IGNORECASE)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
LONGEST = 300
INVISIBLE = ("display:none", "display: none", "visibility:hidden", "visibility: hidden")


def hints(written: str) -> tuple[Hint, bool]:
    """Weigh the attributes of a tag as written: what its names speak for, and whether it is hidden."""
    return _known(written) if len(written) <= LONGEST else _hints(written)


def _hints(written: str) -> tuple[Hint, bool]:
    if plain := ONLY_NAMES.fullmatch(written):
        return hint(" ".join(plain.group(2, 3)) if plain[3] else plain[2]), False
    if not TELLING.search(written):
        return 0, False
    told = attributes(written)
    name = " ".join(told[key] for key in ("class", "id") if key in told)
    style = told.get("style", "").lower()
    return hint(name) if name else 0, "hidden" in told or (style != "" and any(word in style for word in INVISIBLE))


_known = lru_cache(maxsize=1024)(_hints)
"""The pages of one site bear the same names, one after the other."""


def hint(name: str) -> Hint:
    """Weigh the class and id of an element, joined by a space: -1 against, 1 for, 0 unknown."""
    if len(name) > LONGEST:
        return 0
    said = set(map(_word, name.split()))
    if POST in said:
        return 1
    if -1 in said:
        return -1
    return 1 if 1 in said else 0


@lru_cache(maxsize=2048)
def _word(word: str) -> int:
    """Weigh one of the words of a name, by themselves, for all sites share the most of them: clearfix, left, title."""
    word = word if word.islower() else CAMEL.sub("-", word).lower()
    if word in POSTS:
        return POST
    if not EITHER.search(word):  # as most
        return -1 if WHOLE.fullmatch(word) else int(word in FOR_WHOLE)
    if AGAINST.search(word) or WHOLE.fullmatch(word):
        return -1
    return 1
