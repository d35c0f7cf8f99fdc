"""Recognises the page that a site's shield sends in place of the one asked for: an answer in, the shield's name out.

A shield's page often comes with status 200 and has neither a link nor a text: taken for the page itself, a list would
be empty and an article gone. We record that the site blocks, ask again another day, and know no way round it.

    TryLater fetch/blocked, rule: the shield's name        what `named` finds ends so, in a crawl and in a probe

What each sign rests on: the names by which these products' scripts and cookies are commonly known. None was provoked by
us, and none has been seen live by this program yet; a shield that is not known here shows as a list without links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawlers.fetch.ends import End
from crawlers.fetch.packing import unpack

LOOKED_AT_BYTES = 64 << 10
"""A shield's page says what it is at its head; its script, of hundreds of kilobytes, follows."""
PROSE_BYTES = 900
"""300 Chinese characters. A page with more text is a page, whatever its scripts are called; some news is of shields."""
UNPACKED_MAX_BYTES = 4 << 20
SIGNS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("Ruishu ($_ts script)", (b"$_ts=", b"$_ts =", b"$_ts[", b"$_ts.")),
    ("Jiasule (__jsl_clearance)", (b"__jsl_clearance",)),
    ("Aliyun WAF", (b"acw_sc__v2", b"acw_sc__v3", b"aliyun_waf", b"aliyunwaf_")),
    ("Tencent WAF", (b"EO_Bot_Ssid", b"TencentCaptcha(", b"/WafCaptcha")),
    ("Yunsuo", (b"security_session_verify", b"yunsuo_session")),
    ("360 (wzws)", (b"wzws-waf-cgi", b"WZWS_CONFIRM", b"wzwschallenge")),
    ("Baota firewall", ("宝塔网站防火墙".encode(), "宝塔防火墙".encode())),
    ("Safedog", (b"safedog.cn", b"safedogsite")),
    ("Cloudflare challenge", (b"/cdn-cgi/challenge-platform/", b"_cf_chl_opt")),
    ("Chuangyu shield", (b"365cyd.", b"yunaq.com")),
    ("an interception page", tuple(text.encode() for text in ("访问被拦截", "请求被拦截", "您的请求疑似攻击行为"))),
)
NO_TEXT = re.compile(
    rb"<script\b.*?(?:</script|\Z)|<style\b.*?(?:</style|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*+>|\s++",
    re.DOTALL | re.IGNORECASE,
)


def named(body: bytes) -> str | None:
    """Name the shield whose page this is; None for any other, also for a page of a site that has a shield.

    Some shields put their script on every page of the site: only one with hardly any text besides is the shield's own.
    """
    head = body[:LOOKED_AT_BYTES]
    for name, signs in SIGNS:
        if any(sign in head for sign in signs):
            return name if len(NO_TEXT.sub(b"", head)) < PROSE_BYTES else None
    return None


def named_packed(body: bytes, encodings: Sequence[bytes]) -> str | None:
    """Do the same with a body as sent; one that cannot be unpacked is for others to end."""
    try:
        return named(unpack(body, encodings, UNPACKED_MAX_BYTES))
    except End:
        return None
