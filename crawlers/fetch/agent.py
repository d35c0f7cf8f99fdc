"""How we name ourselves: settings in, the User-Agent out, with the contact of whoever runs this."""

from __future__ import annotations

from scrapy.settings import BaseSettings


def user_agent(settings: BaseSettings) -> str:
    """Join USER_AGENT and NEWS_CONTACT: a site's owner must be able to reach a person."""
    agent, contact = settings.get("USER_AGENT"), settings.get("NEWS_CONTACT")
    return str(agent).replace("(", f"(+{contact}; ", 1) if contact else str(agent)
