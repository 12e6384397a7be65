"""Home of the address book: each room of the web registers its own pages."""

from django.urls import include, path

urlpatterns = [path("", include("xiaowei.interfaces.web.urls"))]
handler404 = "xiaowei.interfaces.web.middleware.no_such_page"
