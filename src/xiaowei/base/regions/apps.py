"""Home of the app configuration of regions."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """Regions: the dated region tree."""

    name = "xiaowei.base.regions"
    label = "regions"
    default_auto_field = "django.db.models.BigAutoField"
