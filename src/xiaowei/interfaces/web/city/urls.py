"""Home of the addresses of the city's view."""

from django.urls import path

from xiaowei.interfaces.web.city import views

urlpatterns = [
    path("city/", views.city, name="city"),
    path("city.<str:form>", views.city_file, name="city-file"),
]
