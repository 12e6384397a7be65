"""Home of the addresses of the public pages."""

from django.urls import path

from xiaowei.interfaces.web.portal import search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("figures/<str:code>/", views.figure, name="figure"),
    path("figures/<str:code>/rows.<str:form>", views.figure_file, name="figure-file"),
    path("search/", search.search, name="search"),
    path("method/", views.method, name="method"),
]
