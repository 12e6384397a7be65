"""Home of the addresses of identification."""

from django.urls import path

from xiaowei.interfaces.web.identification import (
    alarms,
    applying,
    closing,
    foreseeing,
    hinting,
    history,
    listing,
    proposing,
    repeating,
    sorting,
    views,
)

urlpatterns = [
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms.geojson", alarms.alarms_points, name="alarms-points"),
    path("alarms/<str:number>/seen/", alarms.see, name="see-alarm"),
    path("alarms/<str:number>/emergency/", alarms.lane, name="emergency-lane"),
    path("spots/", listing.spot_list, name="spots"),
    path("spots.geojson", listing.spots_points, name="spots-points"),
    path("spots.<str:form>", listing.spots_file, name="spots-file"),
    path("spots/repeats/", repeating.repeat_list, name="repeats"),
    path("spots/repeats.<str:form>", repeating.repeat_file, name="repeats-file"),
    path("spots/ahead/", foreseeing.ahead, name="ahead"),
    path("spots/ahead/looked/", hinting.look, name="look"),
    path("spots/ahead.<str:form>", foreseeing.ahead_file, name="ahead-file"),
    path("spots/places/<str:code>/", history.place_page, name="place-history"),
    path("spots/<str:number>/", views.spot_page, name="spot"),
    path("spots/<str:number>/apply/", applying.apply, name="apply"),
    path("spots/<str:number>/stop-gap/", views.stop_gap, name="stop-gap"),
    path("spots/<str:number>/dismiss/", closing.dismiss, name="dismiss"),
    path("spots/<str:number>/reopen/", closing.reopen, name="reopen"),
    path("spots/<str:number>/sort/", sorting.sort_spot, name="sort-spot"),
    path("propose/", proposing.propose, name="propose"),
    path("projects/<str:number>/draft/", applying.draft, name="draft"),
]
