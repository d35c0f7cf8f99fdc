"""Who is logged in: a request's head comes in, whether it may see the pages goes out; guesses are slowed down.

A browser sends a cookie that the login page gave it, a program the password itself (HTTP Basic, any user name). Rights
come from nothing else: not from X-Forwarded-For, which anybody may write.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie

from web.password import Password

COOKIE = "news_login"
LASTS_S = 12 * 3600
TRIES, WITHIN_S = 10, 60.0
"""So many wrong passwords an address may send in that time; then none is looked at."""
ADDRESSES_KEPT = 10_000


class Login:
    """The password, the key that signs cookies while this process lives, and who guessed how often."""

    def __init__(self, password: Password, *, now_s: Callable[[], float] = time.time) -> None:
        self._password, self._now_s = password, now_s
        self._key = secrets.token_bytes(32)
        self._wrong: dict[str, list[float]] = {}
        self._known: bytes | None = None
        """Digest of the last password that was right: scrypt is slow on purpose, and a feed reader asks often."""

    def is_in(self, headers: Mapping[str, str], address: str) -> bool:
        """Tell whether a request comes from somebody who knows the password."""
        if self._is_signed(headers.get("cookie", "")):
            return True
        kind, _, words = headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return False
        try:
            _, _, text = base64.b64decode(words, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return self.takes(text, address)

    def takes(self, text: str, address: str) -> bool:
        """Compare a password, unless its address has guessed too often."""
        if self.is_slowed(address):
            return False
        quick = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
        if self._known and hmac.compare_digest(quick, self._known):
            return True
        if self._password.matches(text):
            self._known = quick
            return True
        self._wrong.setdefault(address, []).append(self._now_s())
        while len(self._wrong) > ADDRESSES_KEPT:
            del self._wrong[next(iter(self._wrong))]
        return False

    def is_slowed(self, address: str) -> bool:
        """Tell whether an address has guessed too often of late."""
        since = self._now_s() - WITHIN_S
        recent = [at for at in self._wrong.get(address, ()) if at > since]
        if recent:
            self._wrong[address] = recent
        else:
            self._wrong.pop(address, None)
        return len(recent) >= TRIES

    def cookie(self) -> str:
        """Return the Set-Cookie header of who has just logged in."""
        until = f"{self._now_s() + LASTS_S:.0f}"
        return f"{COOKIE}={until}.{self._sign(until)}; Max-Age={LASTS_S}; Path=/; HttpOnly; SameSite=Strict"

    def _is_signed(self, header: str) -> bool:
        try:
            value = SimpleCookie(header).get(COOKIE)
        except CookieError:
            return False
        until, _, signature = value.value.partition(".") if value else ("", "", "")
        if not until.isdecimal() or not hmac.compare_digest(signature.encode(), self._sign(until).encode()):
            return False
        return int(until) > self._now_s()

    def _sign(self, until: str) -> str:
        return hmac.new(self._key, until.encode(), hashlib.sha256).hexdigest()
