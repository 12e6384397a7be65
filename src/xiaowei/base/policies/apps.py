"""Home of the app configuration of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Policies: versioned documents of the packs."""

    name = "xiaowei.base.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"
