"""Home of the addresses of selection."""

from django.urls import path

from xiaowei.interfaces.web.selection import views

urlpatterns = [path("rounds/", views.rounds, name="rounds")]
