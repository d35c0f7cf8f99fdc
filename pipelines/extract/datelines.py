"""The first paragraphs of an article -> its 电头, the agency's own line of place and day."""

from __future__ import annotations

import re

WIRE = re.compile(
    r"^(?!据)((?:本报|本网|本刊|本台|[\u4e00-\u9fffA-Za-z·-]{2,10}(?:社|网|报|台|日报|晚报|商报|客户端|新闻|在线|之家|时报))"
    r"[\u4e00-\u9fff·、]{0,12}?\s?(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日)?\s?(?:电|讯|消息))(?=[\s（(，,:：】]|题|[\u4e00-\u9fff])"
)
ENGLISH = re.compile(
    r"^([A-Z][A-Z .,'-]{2,40},?\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}\s?)?\((?:Xinhua|CNS|ECNS|AP|Reuters)\)\s?(?:--?|—|–)*"
    r"|\((?:Xinhua|CNS|ECNS)\)(?=\s?(?:--|—|–)))"
)


def dateline(paragraphs: list[str]) -> str | None:
    """Return the 电头 of the first three paragraphs as printed: `新华社拉萨7月5日电`; without （记者 …）."""
    for text in paragraphs[:3]:
        found = WIRE.match(text.lstrip("【[( （")) or ENGLISH.match(text)
        if found:
            return found[1].strip(" -—–")
    return None
