"""Home of the app configuration of funding."""

from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Funding: filings 备案, disbursements 拨付 and the ledger 台账."""

    name = "xiaowei.stages.funding"
    label = "funding"
    default_auto_field = "django.db.models.BigAutoField"
