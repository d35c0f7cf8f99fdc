"""The pages in a real browser: each loads with the sample's data, and nothing on it goes wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browsing import Served, tab

PAGES = (
    "/",
    "/figures",
    "/figures/base_stations_5g",
    "/figures/informatisation_investment",
    "/sources",
    "/sources/cinic",
    "/news",
    "/news/stories_v1",
    "/news?sql=select+1",
)


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_page_loads_and_says_nothing_on_the_console(
    looked_at: Served, browser: Browser, path: str, width: str
) -> None:
    with tab(browser, width) as opened:
        page = opened.go(looked_at.url + path)
        assert page.locator("main").inner_text().strip()
        # Wide content scrolls in its frame; the page itself never moves sideways.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert opened.wrong == []
