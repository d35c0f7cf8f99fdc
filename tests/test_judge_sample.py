"""The judge on the sample: what is expected to be kept is kept, but for the pages that say what is still wrong."""

from __future__ import annotations

import pytest

from pipelines import flow
from tests.documents import DOCS
from tests.sample import SamplePage, pages

DATA = DOCS.parent / "data"
SAMPLE = list(pages())


@pytest.fixture(scope="module")
def rules() -> flow.Rules:
    return flow.load_rules(*(DATA / f"{name}.toml" for name in ("topics", "publishers", "indicators")))


@pytest.mark.parametrize("page", SAMPLE, ids=[page.name for page in SAMPLE])
def test_a_page_of_the_sample_is_kept_or_not_as_it_says(page: SamplePage, rules: flow.Rules) -> None:
    outcome = flow.process(page.page, rules)
    assert (outcome.verdict is None) == ((page.judged or page.expect) != "off")


def test_what_is_said_to_be_judged_wrongly_is_wrong() -> None:
    assert not [page.name for page in SAMPLE if page.judged and (page.judged == "off") == (page.expect == "off")]
