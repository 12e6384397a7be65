"""Home of the addresses of the effect of a programme."""

from django.urls import path

from xiaowei.interfaces.web.evaluation import views

urlpatterns = [
    path("effect/", views.effect, name="effect"),
    path("effect.<str:form>", views.effect_file, name="effect-file"),
]
