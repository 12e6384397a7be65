"""Home of the app configuration of intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Intake: tickets 诉求工单, masked, located and classified."""

    name = "xiaowei.stages.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
