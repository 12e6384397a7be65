"""Home of the app configuration of identification."""

from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    """Identification: problem spots 问题点位 and candidates 备选项目."""

    name = "xiaowei.stages.identification"
    label = "identification"
    default_auto_field = "django.db.models.BigAutoField"
