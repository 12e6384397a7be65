"""Home of the app configuration of the web door."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web: pages for the desk, the phone and the public."""

    name = "xiaowei.interfaces.web"
    label = "web"
