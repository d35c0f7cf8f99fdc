"""Mail and chats through Apprise: a shaped message comes in, and goes to the one address that the environment names.

Apprise speaks some hundred services over `requests` and sockets. In this process, which does nothing else, the names
it asks for are resolved by our rule, redirects are off, and what it logs is read for a status and thrown away.
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Collection, Mapping
from typing import Any, Final

import apprise

from crawlers.fetch.guard import is_private
from crawlers.notices.outcome import NotSentError, value_of
from crawlers.notices.shape import HTML

SCHEMES: Final = {
    "mail": ("mailto", "mailtos"),
    "wecom": ("wecombot",),
    "dingtalk": ("dingtalk",),
    "feishu": ("feishu",),
    "telegram": ("tgram",),
    "slack": ("slack",),
}
_STATUS: Final = re.compile(r"\berror=(\d{3})\b")
_ask = socket.getaddrinfo


class _Statuses(logging.Handler):
    """Keeps the last status that Apprise speaks of, and none of its words: they may hold an address."""

    def __init__(self) -> None:
        super().__init__()
        self.last: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if found := _STATUS.search(record.getMessage()):
            self.last = found[1]


def send(wanted: Mapping[str, Any]) -> None:
    """Send one message; NotSentError says why it was not taken."""
    url, kind = value_of(wanted["url_env"]), wanted["kind"]
    if url.partition("://")[0].lower() not in SCHEMES[kind]:
        raise NotSentError(f"the environment variable {wanted['url_env']} holds no {SCHEMES[kind][0]}:// address")
    statuses, refused = _Statuses(), _guard(wanted["allow"])
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [statuses], False
    logger.setLevel(logging.INFO)
    asset = apprise.AppriseAsset(app_id="xizang-digital-news", app_desc="", app_url="", async_mode=False)
    asset.http_redirects = False
    made = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if not isinstance(made, apprise.NotifyBase):
        raise NotSentError(f"the environment variable {wanted['url_env']} holds no address that Apprise understands")
    made.redirects = False
    if kind == "mail":
        vars(made)["headers"]["X-Notice-Id"] = wanted["id"]
    body_format = apprise.NotifyFormat.HTML if kind in HTML else apprise.NotifyFormat.TEXT
    title = wanted["title"] if kind == "mail" else ""
    if not made.notify(body=wanted["body"], title=title, body_format=body_format):
        if refused:
            raise NotSentError("its address is refused: private_address")
        raise NotSentError(f"answered {statuses.last}" if statuses.last else "not reached, or it did not take it")


def _guard(allowed: Collection[str]) -> list[str]:
    """Let names of this process resolve to public addresses alone; return where those that do not will stand."""
    names = {name.lower() for name in allowed}
    refused: list[str] = []

    def getaddrinfo(host: Any, *words: Any, **more: Any) -> Any:
        found = _ask(host, *words, **more)
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name.lower() not in names and any(is_private(str(each[4][0]).partition("%")[0]) for each in found):
            refused.append(name)
            raise OSError("a private address")
        return found

    socket.getaddrinfo = getaddrinfo
    return refused
