"""Home of the addresses of the butlers."""

from django.urls import path

from xiaowei.interfaces.web.butlers import views

urlpatterns = [
    path("butlers/", views.butlers, name="butlers"),
    path("butlers/visit/", views.visit, name="visit"),
    path("butlers/assign/", views.assign, name="assign-butler"),
]
