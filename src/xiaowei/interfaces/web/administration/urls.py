"""Home of the addresses of administration."""

from django.urls import path

from xiaowei.interfaces.web.administration import people, views

urlpatterns = [
    path("boundaries/", views.boundaries, name="boundaries"),
    path("trail/", views.trail, name="trail"),
    path("trail/file/", views.trail_file, name="trail-file"),
    path("people/", people.people, name="people"),
    path("people/open/", people.open_one, name="open-account"),
    path("people/appoint/", people.appoint_one, name="appoint"),
    path("people/end/", people.end_one, name="end-appointment"),
]
