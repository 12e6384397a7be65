"""Home of the addresses at which residents speak up and follow."""

from django.urls import path

from xiaowei.interfaces.web.residents import following, proposing, ratings, voices

urlpatterns = [
    path("projects/<str:number>/still-broken/", voices.still_broken, name="still-broken"),
    path("projects/<str:number>/rating/", ratings.rating, name="rating"),
    path("answers/", voices.answers, name="answers"),
    path("answers/<str:number>/", voices.voice, name="voice"),
    path("places/<str:code>/follow/", following.follow, name="follow"),
    path("follow/<str:token>/", following.confirm, name="follow-confirm"),
    path("follow/<str:token>/end/", following.end, name="follow-end"),
    path("proposals/", proposing.proposed, name="proposals"),
    path("proposals/<str:number>/support/", proposing.support, name="support"),
    path("places/<str:code>/propose/", proposing.propose_here, name="propose-here"),
    path("places/<str:code>/ask/", proposing.ask_here, name="ask-here"),
]
