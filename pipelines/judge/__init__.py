"""Judge: an article comes in; whether it is on a topic of data/topics.toml goes out, with a score and its reasons."""

from pipelines.judge.load import load_topics
from pipelines.judge.score import judge
from pipelines.judge.topics import Topic, Topics

__all__ = ["Topic", "Topics", "judge", "load_topics"]
