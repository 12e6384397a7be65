"""Home of the addresses of the public pages."""

from django.urls import path

from xiaowei.interfaces.web.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("figures/<str:code>/", views.figure, name="figure"),
    path("figures/<str:code>/rows.<str:form>", views.figure_file, name="figure-file"),
    path("method/", views.method, name="method"),
]
