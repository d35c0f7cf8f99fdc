"""What people wrote, read before anything starts: a wrong rule file stops it all, a wrong site file that site alone."""

from __future__ import annotations

import os

from scrapy.settings import BaseSettings
from scrapy.utils.project import get_project_settings

from crawlers.sites import SiteLoader
from pipelines.flow import rules_of


def project_settings() -> BaseSettings:
    """Return the project's settings, also for a command that Scrapy did not start."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawlers.settings")
    return get_project_settings()


def load_definitions() -> SiteLoader:
    """Read the rule files and the sites; DefinitionError for a rule file that is broken."""
    settings = project_settings()
    rules_of(settings)
    return SiteLoader.from_settings(settings)
