"""Home of the app configuration of evaluation."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Evaluation: outcomes 成效."""

    name = "xiaowei.stages.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"
