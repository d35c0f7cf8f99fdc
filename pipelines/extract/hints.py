"""The class and id of an element -> whether its name speaks for an article's body, against it, or not at all.

Names only weigh; they never decide alone, for every word of both lists is used wrongly somewhere: the whole article
stands in a `div.left-sidebar`, and a list of links in a `div.content`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Hint = Literal[-1, 0, 1]

# Words that are parts of others (ad in head, hot in photo, tie in title) must stand alone.
AGAINST = re.compile(
    r"comment|footer|copyright|banquan|breadcrumb|crumb|sidebar|relat|recommend|tuijian|hotnews|ranking|"
    r"\bshare|share\b|sharing|bdshare|social|toolbar|login|search|advert|banner|pagination|pager\b|subscri|newsletter|"
    r"popup|modal|dialog|qrcode|erweima|friendlink|friend-link|pinglun|gentie|disclaimer|shengming|mianze|"
    r"xiangguan|outbrain|taboola|promo|sponsor|cookie|widget|jiathis|xgxw|xgyd|rdxw|yuedupaihang|hidden-title|"
    r"\b(?:nav|menu|foot|side|hot|rank|ads?|tags?|keywords?|links?|reply|gg|ewm|tj|rm|xg|subnav|topnav|mainnav|navbar|"
    r"hide|hidden|none|invisible|byline|author-box|authorbox|most-read|popular|trending|teaser|print|fenxiang|dianzan)\b"
)
FOR = re.compile(
    r"article|content|trs_editor|trs_uedit|zhengwen|endtext|rwb_zw|left_zw|post_?text|post_?body|maintext|"
    r"newstext|news_txt|detail|entry|story|artibody|js_content|\b(?:text|body|zw|txt|post|main|con)\b"
)
WORDS = re.compile(r"[_\s-]+")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=8192)
def hint(name: str) -> Hint:
    """Weigh the class and id of an element, joined by a space: -1 against, 1 for, 0 unknown."""
    if len(name) > 200:
        return 0
    split = WORDS.sub(" ", CAMEL.sub(" ", name)).lower()
    whole = name.lower()
    if AGAINST.search(split) or AGAINST.search(whole):
        return -1
    return 1 if FOR.search(whole) or FOR.search(split) else 0
