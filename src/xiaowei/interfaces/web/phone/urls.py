"""Home of the addresses of the phone and of its links."""

from django.urls import path

from xiaowei.interfaces.web.phone import (
    entering,
    finding,
    home,
    linking,
    photos,
    reporting,
    seen,
    works,
)

urlpatterns = [
    path("links/", linking.links, name="phone-links"),
    path("links/hand/", linking.hand, name="phone-link-hand"),
    path("links/end/", linking.end, name="phone-link-end"),
    path("phone/", home.home, name="phone"),
    path("phone/visit/", home.visited, name="phone-visit"),
    path("phone/answer/<int:pk>/", home.answered, name="phone-answer"),
    path("phone/sw.js", finding.worker, name="phone-worker"),
    path("phone/find/", finding.find, name="phone-find"),
    path("phone/sightings/", finding.take_sighting, name="phone-sighting"),
    path("phone/report/<str:batch>/", reporting.report, name="phone-report"),
    path("phone/photos/<int:pk>/", photos.phone_photo, name="phone-photo"),
    path("phone/works/<str:number>/", works.works, name="phone-works"),
    path("phone/works/<str:number>/photo/", works.add_photo, name="phone-works-photo"),
    path("phone/works/<str:number>/do/<str:code>/", works.act, name="phone-works-act"),
    path("sightings/", seen.sightings_page, name="sightings"),
    path("phone/in/<str:token>/", entering.enter, name="phone-in"),
]
