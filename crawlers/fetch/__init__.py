"""Downloader middlewares and what they decide by: where a request may go, when, and how it ends."""
