"""Home of the app configuration of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: people, their dated appointments and what they may see."""

    name = "xiaowei.base.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
