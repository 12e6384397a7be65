"""Home of the app configuration of delivery."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Delivery: works 实施, sites 点位, measurements 计量 and acceptance 验收."""

    name = "xiaowei.stages.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
