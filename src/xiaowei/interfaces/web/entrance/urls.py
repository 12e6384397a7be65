"""Home of the addresses at the entrance."""

from django.urls import path

from xiaowei.interfaces.web.entrance import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/as/<str:username>/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("day/", views.day, name="day"),
]
