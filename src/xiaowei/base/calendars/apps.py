"""Home of the app configuration of calendars."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Calendars: the working-day calendar in force."""

    name = "xiaowei.base.calendars"
    label = "calendars"
    default_auto_field = "django.db.models.BigAutoField"
