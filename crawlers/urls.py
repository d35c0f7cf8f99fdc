"""The identity of a URL: a URL as found comes in, the one form under which it is kept, asked for and compared goes out.

Dropped is what never says which page is meant: the case of scheme and host, default ports, fragments, tracking
parameters, session ids, index files, and the gate that shows a page in traditional script (/gate/big5/). Kept is
everything else, for it may: `?id=7` of jxt.xizang.gov.cn is the article. What is one page under http and https, or
under www. and m., only the ledger can say, which knows what it has: `pipelines/database/alias_tables.py`.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from urllib.parse import SplitResult, urlsplit, urlunsplit

from scrapy import Request
from w3lib.url import safe_url_string

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"(?:utm_\w+|spm|scm|nsukey|wfr|share_token|share_from|isappinstalled|fbclid|gclid|bd_vid|hmsr|hmpl|_t_|tdsourcetag"
    r"|mc_cid|mc_eid|igshid|yclid|msclkid|ivk_sa|share_source|share_medium|sharer_\w+|f_share|wx_fmt|_trans_)",
    re.IGNORECASE,
)
SESSION = re.compile(r"(?:[a-z]*sess(?:ion)?_?id\w*|cfid|cftoken)", re.IGNORECASE)
LONG_SESSION = re.compile(r"(?:[a-z]?sid|sess|session|s)=[0-9a-z_-]{16,}", re.IGNORECASE)
"""Short names that may be a station's or a section's number; a long value of theirs is a session."""
WECHAT_FROM = re.compile(r"from=(?:timeline|singlemessage|groupmessage)", re.IGNORECASE)
"""`from` may say which page is meant (a page number, a channel); only the marks of WeChat's share button go."""
PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\(S\([0-9a-z]{8,}\)\)(?=/)", re.IGNORECASE)
GATE = re.compile(r"/gate/(?:big5|gb)/((?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?)(/.*)?", re.IGNORECASE)
"""http://big5.www.gov.cn/gate/big5/www.gov.cn/a.htm is http://www.gov.cn/a.htm in traditional script."""
INDEX = re.compile(r"/(?:index|default)\.(?:html?|shtml)$")
"""Static index files answer under their folder's address too. Not .php or .asp: those choose by their query."""
ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

DATES_IN_PATH = (
    re.compile(r"/t((?:19|20)\d{2})(\d{2})(\d{2})_\d+"),  # TRS: /202009/22/t20200922_35790012.shtml
    re.compile(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})/"),  # /2016/03-16/, /2020/0915/, /2015-03/26/, /20220104/
)


def canonicalise(url: str) -> str:
    """Return the one form of an http or https URL; ValueError for anything else, or for a broken one."""
    parts = urlsplit(safe_url_string(url.strip()))
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https address")
    if parts.hostname.lower().startswith("big5.") and (gate := GATE.fullmatch(parts.path)):
        return canonicalise(urlunsplit((scheme, gate[1], gate[2] or "/", parts.query, "")))
    query = "&".join(sorted(filter(_identifies, parts.query.split("&"))))
    path = _path(parts.path)
    if not query:
        path = INDEX.sub("/", path)
    return urlunsplit((scheme, _netloc(parts, scheme), path, _escapes(query), ""))


def date_in(url: str) -> date | None:
    """Read the day that a news URL carries in its path; None when there is none, or no such day."""
    path = urlsplit(url).path
    for pattern in DATES_IN_PATH:
        for year, month, day in pattern.findall(path):
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
    return None


class Fingerprinter:
    """Scrapy's request fingerprint on the same identity: two spellings of a URL are one request."""

    def fingerprint(self, request: Request) -> bytes:
        """Return 20 bytes that stand for method, canonical URL and body."""
        try:
            url = canonicalise(request.url)
        except ValueError:
            url = request.url
        return hashlib.sha1(
            b"\0".join((request.method.encode(), url.encode(), request.body)), usedforsecurity=False
        ).digest()


def _netloc(parts: SplitResult, scheme: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    user = parts.netloc.rpartition("@")[0]
    # Credentials stay, so that the guard sees and refuses them; dropping them would ask for another page.
    return (f"{user}@" if user else "") + host + (f":{port}" if port not in (None, DEFAULT_PORTS[scheme]) else "")


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _escapes(PATH_SESSION.sub("", path)).split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/" + "/".join(kept)


def _escapes(text: str) -> str:
    """Undo escapes that need not be, write the others in capitals: %7e is ~, %d6 is %D6."""

    def one(match: re.Match[str]) -> str:
        letter = chr(int(match[1], 16))
        return letter if letter in UNRESERVED else match[0].upper()

    return ESCAPE.sub(one, text)


def _identifies(parameter: str) -> bool:
    name = parameter.partition("=")[0]
    return bool(parameter) and not (
        TRACKING.fullmatch(name)
        or SESSION.fullmatch(name)
        or LONG_SESSION.fullmatch(parameter)
        or WECHAT_FROM.fullmatch(parameter)
    )
