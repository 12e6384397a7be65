"""Home of the app configuration of selection."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Selection: rounds 征集批次, applications 申报 and reviews 审核."""

    name = "xiaowei.stages.selection"
    label = "selection"
    default_auto_field = "django.db.models.BigAutoField"
