"""The pages, one file an idea; each names its addresses in ROUTES, a list of (pattern, view).

A view is `async def view(datasette, request) -> Response`. It asks `web.query.read` for what it shows, naming only
versioned views, and gives it to a template by `web.page.page`.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any


def routes() -> list[tuple[str, Any]]:
    """Return the addresses of all pages."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [route for module in modules for route in getattr(module, "ROUTES", ())]
