"""Home of the addresses of identification."""

from django.urls import path

from xiaowei.interfaces.web.identification import views

urlpatterns = [
    path("spots/", views.spot_list, name="spots"),
    path("spots/<str:number>/", views.spot_page, name="spot"),
    path("spots/<str:number>/apply/", views.apply, name="apply"),
    path("spots/<str:number>/stop-gap/", views.stop_gap, name="stop-gap"),
    path("projects/<str:number>/draft/", views.draft, name="draft"),
]
