"""Home of the addresses of selection."""

from django.urls import path

from xiaowei.interfaces.web.selection import views, weighing

urlpatterns = [
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/weigh/", weighing.weigh, name="weigh"),
    path("rounds/weigh/keep/", weighing.keep, name="weigh-keep"),
    path("rounds/weigh/<int:key>/", weighing.weighed, name="weighed"),
    path("rounds/weigh.<str:form>", weighing.weigh_file, name="weigh-file"),
]
