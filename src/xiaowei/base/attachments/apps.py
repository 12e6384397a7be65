"""Home of the app configuration of attachments."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Attachments: photos and papers."""

    name = "xiaowei.base.attachments"
    label = "attachments"
    default_auto_field = "django.db.models.BigAutoField"
