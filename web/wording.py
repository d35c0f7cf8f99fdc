"""What stands in the database as a word of ours, said in Chinese and English; what is not listed is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

Both = tuple[str, str]

ROLES: dict[str, Both] = {
    "origin": ("首发", "origin"),
    "unique": ("独家", "the only one"),
    "reprint": ("转载", "reprint"),
    "mirror": ("镜像", "mirror"),
    "excerpt": ("摘编", "excerpt"),
    "digest": ("综合", "digest"),
    "rewrite": ("改写", "rewrite"),
    "template": ("套用", "template"),
}
KINDS: dict[str, Both] = {**ROLES, "named": ("署名来源", "names its source")}
CONFIDENCE: dict[str, Both] = {
    "high": ("确信", "high"),
    "medium": ("较可信", "medium"),
    "low": ("存疑", "low"),
    "unknown": ("未知", "unknown"),
}
STATUS: dict[str, Both] = {"actual": ("实际", "actual"), "target": ("目标", "target"), "plan": ("规划", "plan")}
FLAGS: dict[str, Both] = {
    "stale_reprint": ("旧闻新发", "old news under a new date"),
    "injected_readings": ("夹注拼音", "injected readings taken out"),
    "page:byte_shift": ("编码受损", "damaged encoding"),
    "body:furniture_large": ("正文大量重复块", "much of it repeats on its site"),
    "part_of_region": ("地区一部分", "part of the region"),
    "magnitude": ("量级不可能，疑缺“万”“亿”", "no amount can be this; a 万 or 亿 may be lost"),
}
REASONS: dict[str, Both] = {
    "judge/off_topic": ("与主题无关", "off topic"),
    "judge/on": ("已收录", "kept"),
    "fetch/not_found": ("网页不存在", "not found"),
    "fetch/robots": ("robots.txt 不允许", "robots.txt says no"),
    "fetch/blocked": ("被网站拦截", "blocked by a shield"),
    "fetch/too_large": ("网页过大", "too large"),
    "fetch/torn_body": ("传输不完整", "cut short on the way"),
    "crawl/killed": ("拖垮抓取，已隔离", "held a crawl up; quarantined"),
    "extract/not_article": ("不是文章", "no article"),
    "discover/overflow": ("列表超出上限", "beyond what one list may bring"),
}
KINDS_OF_PAGE: dict[str, Both] = {
    "gallery": ("图集", "gallery"),
    "video": ("视频", "video"),
    "list": ("列表页", "list"),
    "shell": ("空壳页", "empty shell"),
    "soft_404": ("实为404", "soft 404"),
}
STATES: dict[str, Both] = {
    "dropped": ("未收录", "dropped"),
    "gone": ("已消失", "gone"),
    "refused": ("未抓取", "refused"),
    "failed": ("抓取失败", "failed"),
    "quarantined": ("已隔离", "quarantined"),
    "overflow": ("超出上限", "overflow"),
}
FIELDS: dict[str, Both] = {
    "title": ("标题", "title"),
    "text": ("正文", "text"),
    "figures": ("数字", "figures"),
    "published_at": ("发布时间", "published"),
    "source": ("来源", "source"),
    "reprinted_from": ("转自", "reprinted from"),
    "author": ("作者", "author"),
    "editor": ("编辑", "editor"),
    "original_title": ("原标题", "original title"),
    "dateline": ("电头", "dateline"),
}
_WORD = re.compile(r"([^:,]+?) ×\d+")


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
    head, colon, rest = name.partition(":")
    if name in FLAGS or not colon:
        return said(name, FLAGS)
    return said(head, FLAGS) + (f" {rest}" if head in FLAGS else f":{rest}")


def reason(name: str | None) -> Markup:
    """Print why a page ended: `extract/not_article:gallery` is no article, but a gallery."""
    head, colon, kind = (name or "").partition(":")
    if colon and head in REASONS:
        return said(head, REASONS) + Markup(" · ") + said(kind, KINDS_OF_PAGE)
    return said(name, REASONS)


def words_in(reasons: Iterable[str], side: str) -> list[str]:
    """Return the words of the topic that a judgement names on one side, `place` or `field`, each once, in order."""
    named = (_WORD.findall(each.partition(": ")[2]) for each in reasons if each.startswith(f"{side} in "))
    return list(dict.fromkeys(word.strip() for words in named for word in words))
