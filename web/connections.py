"""Connections that say nothing are closed, so that a thousand of them keep nobody out."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""How long a request's head may take to arrive, and a connection may idle before its first."""


class Impatient(H11Protocol):
    """Uvicorn's protocol, which closes idle connections only once they have asked something."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._look = self.loop.call_later(HEAD_S, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._look.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        """Close a connection on which nothing is being answered; look again at one that is busy."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self._look = self.loop.call_later(HEAD_S, self._give_up)
