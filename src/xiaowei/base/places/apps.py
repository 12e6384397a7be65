"""Home of the app configuration of places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places: villages, estates, their aliases, households and butlers."""

    name = "xiaowei.base.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
