"""Home of the web's address book: each room registers its own pages."""

from django.urls import include, path

ROOMS = (
    "portal",
    "residents",
    "entrance",
    "desk",
    "intake",
    "identification",
    "selection",
    "funding",
    "messages",
    "butlers",
    "voices",
    "coverage",
    "months",
    "evaluation",
    "city",
    "administration",
    "rules",
    "phone",
)

urlpatterns = [path("", include(f"xiaowei.interfaces.web.{room}.urls")) for room in ROOMS]
