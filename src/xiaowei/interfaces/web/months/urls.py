"""Home of the addresses of the month's report."""

from django.urls import path

from xiaowei.interfaces.web.months import views

urlpatterns = [
    path("months/", views.months, name="months"),
    path("months/<str:part>.<str:form>", views.months_file, name="months-file"),
]
