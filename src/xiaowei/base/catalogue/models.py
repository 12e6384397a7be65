"""Home of the topic names that a person has answered for."""

from __future__ import annotations

from django.db import models

from xiaowei.base.trail.sealed import Sealed


class TopicAlias(Sealed):
    """Another system's topic name, mapped once by a person and remembered."""

    name = models.CharField(max_length=200, unique=True)
    topic_code = models.CharField(max_length=40)
    source = models.CharField(
        max_length=8, choices=[(one, one) for one in ("answer", "table")], default="answer"
    )
    """An answer in the queue, or a mapping table of another topic tree."""

    class Meta:
        db_table = "topic_alias"

    def __str__(self) -> str:
        return f"{self.name} → {self.topic_code}"
