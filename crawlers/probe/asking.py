"""Polite requests without a crawl: an address in, a whole answer out, or the end that a crawl would have met.

What decides is the crawl's: guard and resolver (where a request may go, on every hop), robots (closed when it cannot
be read), hosts (who is not asked again), packing (whole bodies only), shields. `requests` only carries it over.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from scrapy.settings import BaseSettings
from urllib3.exceptions import HTTPError, ProtocolError

from crawlers.fetch import shields
from crawlers.fetch.agent import user_agent
from crawlers.fetch.ends import End, Failed, Refused, TryLater, of_status
from crawlers.fetch.guard import names_private_address, refusal
from crawlers.fetch.hosts import Hosts
from crawlers.fetch.packing import unpack
from crawlers.fetch.retry import STATUSES, WAIT_UNSAID_S, retry_after_s
from crawlers.fetch.robots import MARGIN_S, Rules, robots_url, rules_of
from crawlers.probe.beside import Ledger
from crawlers.probe.connect import Adapter, Sockets
from crawlers.urls import canonicalise

READ_BYTES = 1 << 16
REDIRECTS = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer with a status of success."""

    url: str
    """As it was asked for in the end, after redirects."""
    body: bytes = field(repr=False)
    """Content-encoding undone."""
    content_type: str
    fetched_at: datetime


class _Session(requests.Session):
    """Sees no redirect: requests prepares the next request even where it is not to follow, and breaks on a bad one."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that it leads nowhere; `Asker` looks at the Location itself."""


class Asker:
    """Asks for pages of some hosts, one at a time; every method raises End."""

    def __init__(self, settings: BaseSettings, ledger: Ledger | None = None) -> None:
        """Read the settings that a crawl has: pace, bounds, names. What is sent is noted in the ledger."""
        self._ledger = ledger or Ledger()
        self.hosts: tuple[str, ...] = ()
        """Where requests may go; `begin` says."""
        self._delay_s = settings.getfloat("DOWNLOAD_DELAY")
        self._jitter = settings.getfloat("DOWNLOAD_DELAY_JITTER")
        self._timeout_s = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self._hops = settings.getint("REDIRECT_MAX_TIMES")
        self._robots_agent = settings.get("NEWS_ROBOTS_AGENT")
        self._allowed = frozenset(settings.getlist("NEWS_ALLOW_PRIVATE"))
        self._sockets = Sockets(self._allowed, self._timeout_s)
        self._session = _Session()
        self._session.trust_env = False  # a proxy would resolve names behind the guard's back; .netrc has passwords
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # none is taken
        self._session.headers = requests.structures.CaseInsensitiveDict(
            {
                **settings.getdict("DEFAULT_REQUEST_HEADERS"),
                "User-Agent": user_agent(settings),
                "Accept-Encoding": "gzip, deflate, br, zstd",
                "Connection": "close",
            }
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, Adapter(self._sockets))
        self._known = Hosts(parallel=1)
        self._rules: dict[str, Rules | End] = {}
        self._sent_at_s: dict[str, float] = {}
        self.asked = 0
        """Requests that went out."""

    def begin(self, url: str) -> Answer:
        """Ask for a site's first page: where it leads to on the site's other names (www., https) belongs to it too.

        An address that is private as it is written is refused, unless NEWS_ALLOW_PRIVATE has it.
        """
        parts = urlsplit(url)
        if names_private_address(parts.hostname or "") and parts.hostname not in self._allowed:
            raise Refused("guard", "private_address", url)
        self.hosts = (parts.netloc,)
        return self._followed(url, may_move=True)

    def get(self, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page of the hosts; with a body, post it: where that is redirected to is asked for without."""
        return self._followed(url, may_move=False, posted=body, headers=headers)

    def robots(self, url: str) -> Rules:
        """Return the rules that hold for a URL; TryLater robots/unavailable when they cannot be read."""
        where = robots_url(url)
        if where not in self._rules:
            self._rules[where] = self._read_robots(where)
        rules = self._rules[where]
        if isinstance(rules, Refused) and rules.rule.startswith(f"{urlsplit(url).hostname} is "):
            raise rules  # the host itself is nowhere to go, not only its robots.txt
        if isinstance(rules, End):
            raise TryLater("robots", "unavailable", str(rules), retry_after_s=rules.retry_after_s)
        return rules

    def _read_robots(self, where: str) -> Rules | End:
        body = b""
        try:
            status, body, _ = self._hop_on(where, may_move=False, is_robots=True)
            rules: Rules | End = rules_of(status, body, self._robots_agent)
        except End as end:
            rules = end
        self._ledger.robots(where, rules, body)
        return rules

    def _followed(
        self, url: str, *, may_move: bool, posted: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        at = datetime.now(UTC)
        status, body, (last, kind) = self._hop_on(
            url, may_move=may_move, is_robots=False, posted=posted, headers=headers
        )
        if shield := shields.named(body):
            self._known.blocked(_host(last))
            raise TryLater("fetch", "blocked", f"{status}, {shield}")
        if not 200 <= status < 300:
            raise of_status(status)
        return Answer(url=last, body=body, content_type=kind, fetched_at=at)

    def _hop_on(
        self,
        url: str,
        *,
        may_move: bool,
        is_robots: bool,
        posted: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes, tuple[str, str]]:
        """Follow redirects; every hop passes guard, robots and pace. Return status, body, last URL and content type."""
        for _ in range(self._hops + 1):
            self._check(url, may_move=may_move)
            if not is_robots and not self.robots(url).parser.can_fetch(url, self._robots_agent):
                raise Refused("robots", "disallowed", robots_url(url))
            response, body = self._ask(url, posted, headers or {})
            posted, headers = None, None
            location = response.headers.get("Location")
            if response.status_code not in REDIRECTS or not location:
                return response.status_code, body, (url, response.headers.get("Content-Type", ""))
            url = _target(url, location)
        raise Failed("fetch", "too_many_redirects", url)

    def _check(self, url: str, *, may_move: bool) -> None:
        reason = refusal(url, self.hosts)
        if reason == "offsite" and may_move and _is_kin(url, self.hosts[0]):
            self.hosts += (urlsplit(url).netloc,)
            reason = refusal(url, self.hosts)
        if reason is not None:
            raise Refused("guard", reason, url)

    def _ask(self, url: str, posted: bytes | None, headers: Mapping[str, str]) -> tuple[requests.Response, bytes]:
        """Send one request in its turn, and read its answer to the end."""
        host = _host(url)
        if end := self._known.refusal(host, time.monotonic()):
            raise end
        self._rest(host, url)
        with self._noted(url) as answer, self._sockets.within(self._timeout_s), self._failures(host):
            response = self._session.request(
                "GET" if posted is None else "POST",
                url,
                data=posted,
                headers=dict(headers),
                stream=True,
                allow_redirects=False,
                timeout=self._timeout_s,
            )
            answer.append(response.status_code)
            packed = self._read(response)
            answer.append(len(packed))
        self._heed(host, response)
        encodings = response.headers.get("Content-Encoding", "").encode("latin-1", "replace")
        return response, unpack(packed, [encodings] if encodings else [], self._max_bytes)

    def _rest(self, host: str, url: str) -> None:
        """Wait for the host's turn: our delay between two sends, or the longer one that its robots.txt asks for."""
        rules = self._rules.get(robots_url(url))
        asked_s = rules.delay_s + MARGIN_S if isinstance(rules, Rules) and rules.delay_s else 0.0
        ours_s = self._delay_s * random.uniform(1 - self._jitter, 1 + self._jitter)  # noqa: S311 - no secret
        if host not in self._sent_at_s:
            self._sent_at_s[host] = time.monotonic() - self._ledger.since_last_s(host)
        turn_at_s = self._sent_at_s[host] + max(ours_s, asked_s)
        time.sleep(max(0.0, turn_at_s - time.monotonic()))
        self._sent_at_s[host] = time.monotonic()
        self.asked += 1

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        # Until nothing comes any more: only then does urllib3 say that less came than was promised.
        while piece := response.raw.read(READ_BYTES, decode_content=False):
            body += piece
            if len(body) > self._max_bytes:
                raise Failed("fetch", "too_large", f"more than {self._max_bytes} bytes")
        return bytes(body)

    @contextmanager
    def _noted(self, url: str) -> Iterator[list[int]]:
        """Note in the ledger what is sent in this block; it appends the status of the answer and the body's size."""
        at, answer = datetime.now(UTC), list[int]()
        try:
            yield answer
        except BaseException as error:  # also when a person interrupts: it went out
            self._ledger.sent(url, at, status=None, error=f"{type(error).__name__}: {error}"[:300], size=0)
            raise
        self._ledger.sent(url, at, status=answer[0], error=None, size=answer[1])

    @contextmanager
    def _failures(self, host: str) -> Iterator[None]:
        """Name what fails below as the crawl does, and count it against the host."""
        try:
            yield
            if self._sockets.is_late:  # cut within a body of no stated length, which looks like its end
                raise requests.Timeout("the answer took too long")
        except (requests.RequestException, HTTPError, OSError) as error:
            self._known.failed(host, silent=self._sockets.is_late)
            raise _named(error, is_late=self._sockets.is_late) from error

    def _heed(self, host: str, response: requests.Response) -> None:
        """Mind what a host says of itself: too many requests, come back later, out of order."""
        status = response.status_code
        if status != 429 and status not in STATUSES:
            self._known.answered(host)
            return
        asked_s = retry_after_s(response.headers.get("Retry-After", "").encode("latin-1", "replace"), datetime.now(UTC))
        if status == 429:
            asked_s = WAIT_UNSAID_S if asked_s is None else asked_s
        else:
            self._known.failed(host, silent=False)
        if asked_s is not None:
            self._known.hold(host, asked_s, time.monotonic())
        if status == 429:
            raise TryLater("fetch", "http_429", retry_after_s=asked_s)


def _named(error: Exception, *, is_late: bool) -> TryLater:
    words = f"{type(error).__name__}: {error}"[:300]
    if is_late or isinstance(error, requests.Timeout | TimeoutError):
        return TryLater("fetch", "timeout", words)
    if isinstance(error, requests.exceptions.SSLError):
        return TryLater("fetch", "certificate", words)
    if isinstance(error, ProtocolError):
        return TryLater("fetch", "torn_body", words)
    return TryLater("fetch", "connection_lost", words)


def _target(url: str, location: str) -> str:
    try:
        # requests hands header values on as latin-1; a Location may be UTF-8.
        return canonicalise(urljoin(url, location.encode("latin-1", "replace").decode("utf-8", "replace")))
    except ValueError as error:
        raise Failed("fetch", "bad_redirect", str(error)) from error


def _is_kin(url: str, host: str) -> bool:
    """Tell whether a URL is on a host with the same name but for what stands before it: www.xzxw.com of xzxw.com."""
    one, other = ((urlsplit(f"//{each}").hostname or "").lower() for each in (urlsplit(url).netloc, host))
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    if names_private_address(one) or "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
