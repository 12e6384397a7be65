"""Home of the app configuration of messages."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages: the three-level channel and the outbox."""

    name = "xiaowei.base.messages"
    label = "channel"
    default_auto_field = "django.db.models.BigAutoField"
