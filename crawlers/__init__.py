"""A site becomes fetched pages."""
