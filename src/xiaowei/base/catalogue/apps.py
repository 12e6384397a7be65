"""Home of the app configuration of catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Catalogue: topics, project types, prices and the answers that were remembered."""

    name = "xiaowei.base.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
