"""A signed webhook: a message comes in, one POST goes out, and what its receiver may do with it is bounded.

    X-Notice-Id: 24 letters, the same at each try: drop what came before
    X-Notice-Timestamp: seconds since 1970
    X-Notice-Signature: sha256=HMAC-SHA256(key, timestamp + "." + body)

It goes where a crawl might: not to an address that is private, in any spelling or behind a name, unless that name is
in NEWS_ALLOW_PRIVATE; a redirect is not followed, and no proxy of the environment is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests

from crawlers.fetch.ends import End
from crawlers.fetch.guard import names_private_address, refusal
from crawlers.notices.outcome import NotSentError, value_of
from crawlers.probe.connect import Adapter, Sockets

LIMIT_S: Final = 15.0
"""For all of it: name, connection, answer."""
CONNECT_S: Final = 5.0


def send(wanted: Mapping[str, Any]) -> None:
    """Post one message; NotSentError says why its receiver did not take it."""
    url, key = value_of(wanted["url_env"]), value_of(wanted["secret_env"])
    allowed = frozenset(name.lower() for name in wanted["allow"])
    check(url, allowed)
    body = encoded(wanted["json"])
    sockets = Sockets(allowed, CONNECT_S)
    with requests.Session() as session:
        session.trust_env = False  # a proxy would resolve names behind the guard's back; .netrc has passwords
        for scheme in ("http://", "https://"):
            session.mount(scheme, Adapter(sockets))
        _post(session, sockets, url, body, signed(body, key, wanted["id"], int(time.time())))


def encoded(values: Mapping[str, Any]) -> bytes:
    """Write the body; `<`, `>` and `&` are escaped, so that nobody takes it for HTML."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode()


def signed(body: bytes, key: str, message_id: str, at_s: int) -> dict[str, str]:
    """Return the headers of a message."""
    mac = hmac.new(key.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "xizang-digital-news",
        "Accept-Encoding": "identity",
        "X-Notice-Id": message_id,
        "X-Notice-Timestamp": str(at_s),
        "X-Notice-Signature": f"sha256={mac}",
    }


def check(url: str, allowed: frozenset[str]) -> None:
    """Refuse an address that nothing may be sent to; the words name the kind of fault and never the address."""
    try:
        host = (urlsplit(url).hostname or "").lower()
        port = urlsplit(url).port
    except ValueError:
        raise NotSentError("its address is refused: malformed") from None
    reason = refusal(url, (f"{host}:{port}" if port else host,))
    if reason is None and host not in allowed and names_private_address(host):
        reason = "private_address"
    if reason:
        raise NotSentError(f"its address is refused: {reason}")


def _post(session: requests.Session, sockets: Sockets, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    try:
        with (
            sockets.within(LIMIT_S),
            session.post(
                url, data=body, headers=dict(headers), timeout=LIMIT_S, allow_redirects=False, stream=True
            ) as answer,
        ):
            status = answer.status_code  # that it was taken is said by the head: of the rest nothing is read
    except End as end:
        raise NotSentError(f"its address is refused: {end.reason}") from None
    except requests.RequestException:
        raise NotSentError("no answer in time" if sockets.is_late else "not reached, or no answer in time") from None
    if sockets.is_late:
        raise NotSentError("no answer in time")  # a head that our clock cut reads like one that is whole
    if 300 <= status < 400:
        raise NotSentError(f"answered {status}: a redirect is not followed")
    if not 200 <= status < 300:
        raise NotSentError(f"answered {status}")
