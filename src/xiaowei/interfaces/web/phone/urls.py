"""Home of the addresses of the phone and of its links."""

from django.urls import path

from xiaowei.interfaces.web.phone import entering, home, linking

urlpatterns = [
    path("links/", linking.links, name="phone-links"),
    path("links/hand/", linking.hand, name="phone-link-hand"),
    path("links/end/", linking.end, name="phone-link-end"),
    path("phone/", home.home, name="phone"),
    path("phone/visit/", home.visited, name="phone-visit"),
    path("phone/answer/<int:pk>/", home.answered, name="phone-answer"),
    path("phone/in/<str:token>/", entering.enter, name="phone-in"),
]
