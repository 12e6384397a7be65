"""Home of the addresses of the public pages."""

from django.urls import path

from xiaowei.interfaces.web.portal import feeds, opendata, places, posters, search, views

urlpatterns = [
    path("", views.home, name="home"),
    path("figures/<str:code>/", views.figure, name="figure"),
    path("figures/<str:code>/rows.<str:form>", views.figure_file, name="figure-file"),
    path("search/", search.search, name="search"),
    path("method/", views.method, name="method"),
    path("places/", places.places, name="places"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/feed.atom", feeds.place_feed, name="place-feed"),
    path("waiting/", places.waiting, name="waiting"),
    path("years/", opendata.years, name="years"),
    path("open-data/", opendata.open_data, name="open-data"),
    path("open-data/projects.geojson", opendata.geojson, name="geojson"),
    path("open-data/<str:name>.<str:form>", opendata.data_file, name="data-file"),
    path("projects/<str:number>/qr.svg", posters.qr, name="qr"),
    path("projects/<str:number>/print/", posters.sheet, name="print"),
    path("projects/<str:number>/poster.png", posters.poster, name="poster"),
]
