"""Follows redirects, and ends what leads nowhere in a word of ours: a response in, it or the next request out.

Settings:
    DOWNLOADER_MIDDLEWARES = {"scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
                              "crawlers.fetch.redirects.Redirects": 600}
    REDIRECT_MAX_TIMES = 5
"""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.fetch.ends import Failed


class Redirects(RedirectMiddleware):
    """Scrapy's middleware, whose failures have names: Failed fetch/too_many_redirects and fetch/bad_redirect."""

    def process_response(self, request: Request, response: Response) -> Response | Request:  # type: ignore[override]
        """Return the response, or the request that its Location asks for; the guard looks at that one next."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise Failed("fetch", "too_many_redirects", request.url) from error
        except ValueError as error:
            # A Location that is no address, `http://[x/`: the fault is the site's, not one of this program.
            raise Failed("fetch", "bad_redirect", str(error)) from error
