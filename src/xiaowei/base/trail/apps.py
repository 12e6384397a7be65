"""Home of the app configuration of trail."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Trail: the append-only trail."""

    name = "xiaowei.base.trail"
    label = "trail"
    default_auto_field = "django.db.models.BigAutoField"
