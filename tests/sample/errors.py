"""What is wrong with the files of the sample, as one sentence that names the file."""

from __future__ import annotations


class SampleError(Exception):
    """A file under tests/sites is wrong, or a copy names an article that is not there."""
