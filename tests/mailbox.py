"""A mail server, as a process of its own: `python -m tests.mailbox FOLDER`. It speaks as much SMTP as a sender needs.

It says its port in FOLDER/port, does what FOLDER/mode says, and writes each message that it has taken to FOLDER/N.eml
before it says so.

    ok | busy (451 at the recipient) | refused (550 at the recipient) | taken_late (takes it, then is gone)
"""

from __future__ import annotations

import os
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.receiver import started, turn, write_whole


class Talk(socketserver.StreamRequestHandler):
    """One connection of a sender."""

    folder: Path
    lock = threading.Lock()

    def handle(self) -> None:
        self._say("220 mailbox.example")
        while line := self.rfile.readline():
            command = line.split(b" ", 1)[0].strip().upper()
            mode = (self.folder / "mode").read_text("utf-8").strip()
            if command == b"EHLO":
                self._say("250-mailbox.example", "250-8BITMIME", "250 SMTPUTF8")
            elif command == b"RCPT" and mode in ("busy", "refused"):
                (self.folder / "turned_away").touch()
                self._say("451 try again" if mode == "busy" else "550 no such mailbox")
            elif command == b"DATA":
                self._say("354 go on")
                self._keep(self._message())
                if mode == "taken_late":
                    return
                self._say("250 taken")
            elif command == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine" if command in (b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP") else "502 unknown")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _keep(self, message: bytes) -> None:
        with self.lock:
            number = len(list(self.folder.glob("*.eml")))
            path = self.folder / f"{number:04}.eml"
            with path.with_suffix(".new").open("wb") as new:
                new.write(message)
                new.flush()
                os.fsync(new.fileno())
            path.with_suffix(".new").replace(path)


@dataclass(frozen=True)
class Mailbox:
    """Such a process, seen from a test."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address as Apprise writes it, without a login."""
        return f"mailto://127.0.0.1:{self.port}?from=news@example.com&to=reader@example.com"

    def does(self, mode: str) -> None:
        """Have it do something else from now on."""
        turn(self.folder, mode)

    def has_turned_away(self) -> bool:
        return (self.folder / "turned_away").exists()

    def got(self) -> list[EmailMessage]:
        """Return what it has taken, in order."""
        return [
            message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
            for path in sorted(self.folder.glob("*.eml"))
        ]


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """Start one and end it."""
    with started("tests.mailbox", folder, "ok") as port:
        yield Mailbox(folder, port)


def main() -> None:
    """Serve until killed."""
    Talk.folder = Path(sys.argv[1])
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        write_whole(Talk.folder / "port", str(server.server_address[1]))
        server.serve_forever()


if __name__ == "__main__":
    main()
