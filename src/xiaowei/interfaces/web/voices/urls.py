"""Home of the addresses of residents' voices at the desk."""

from django.urls import path

from xiaowei.interfaces.web.voices import views

urlpatterns = [
    path("voices/", views.voices, name="voices"),
    path("voices/<str:number>/<str:code>/", views.voice_act, name="voice-act"),
]
