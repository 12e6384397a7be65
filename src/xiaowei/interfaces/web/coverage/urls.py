"""Home of the addresses of coverage."""

from django.urls import path

from xiaowei.interfaces.web.coverage import views

urlpatterns = [
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/<str:part>.<str:form>", views.coverage_file, name="coverage-file"),
]
