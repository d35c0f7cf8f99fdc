"""The one password of the pages: kept as a salted scrypt hash, compared in constant time.

`python -m web.password` asks for a password twice and prints what goes into NEWS_WEB_PASSWORD_HASH.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from crawlers.errors import UsageError

HASH, PLAIN = "NEWS_WEB_PASSWORD_HASH", "NEWS_WEB_PASSWORD"
LEAST_CHARS = 8
_N, _R, _P = 1 << 14, 8, 1


@dataclass(frozen=True)
class Password:
    """A password, as far as it is known: whether another is the same."""

    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Password:
        """Hash a password with a new salt; UsageError when it is too short to keep anybody out."""
        if len(text) < LEAST_CHARS:
            raise UsageError(f"the password has fewer than {LEAST_CHARS} characters; take a longer one.")
        salt = secrets.token_bytes(16)
        return cls(salt, _digest(text, salt))

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Password | None:
        """Read the password that the environment sets; None when it sets none."""
        if HASH in env:
            kind, _, rest = env[HASH].strip().partition("$")
            salt, _, digest = rest.partition("$")
            try:
                found = cls(bytes.fromhex(salt), bytes.fromhex(digest))
            except ValueError:
                found = cls(b"", b"")
            if kind != "scrypt" or not found.salt or len(found.digest) != 32:
                raise UsageError(f"{HASH} is no hash of ours; make one with `python -m web.password`.")
            return found
        return cls.of(env[PLAIN]) if PLAIN in env else None

    def matches(self, text: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(_digest(text, self.salt), self.digest)

    def __str__(self) -> str:
        return f"scrypt${self.salt.hex()}${self.digest.hex()}"


def _digest(text: str, salt: bytes) -> bytes:
    return hashlib.scrypt(text.encode("utf-8", "surrogatepass"), salt=salt, n=_N, r=_R, p=_P, dklen=32)


def main() -> int:
    """Ask twice, print the hash."""
    text = getpass.getpass("Password of the pages: ")
    try:
        if text != getpass.getpass("Once more: "):
            raise UsageError("the two differ; try again.")
        print(f"{HASH}={Password.of(text)}")
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
