"""Who publishes: a printed name or a host goes in, the publisher comes out. data/publishers.toml says who is known."""

from pipelines.publishers.load import load_publishers
from pipelines.publishers.names import Name, Publisher, Publishers

__all__ = ["Name", "Publisher", "Publishers", "load_publishers"]
