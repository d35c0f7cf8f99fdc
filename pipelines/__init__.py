"""A fetched page becomes a stored story."""
