"""Home of the addresses of the rules in force: policies, project types, the calendar."""

from django.urls import path

from xiaowei.interfaces.web.rules import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/load/", views.load_packs, name="rules-load"),
    path("rules/types/", views.types, name="rules-types"),
    path("rules/calendar/", views.calendar_year, name="rules-calendar"),
    path("rules/calendar.<str:form>", views.calendar_file, name="rules-calendar-file"),
    path("rules/policies/<str:name>/", views.policy, name="rules-policy"),
]
