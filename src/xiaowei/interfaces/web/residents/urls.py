"""Home of the addresses at which residents speak up and follow."""

from django.urls import path

from xiaowei.interfaces.web.residents import proposing, ratings, voices

urlpatterns = [
    path("projects/<str:number>/still-broken/", voices.still_broken, name="still-broken"),
    path("projects/<str:number>/rating/", ratings.rating, name="rating"),
    path("answers/", voices.answers, name="answers"),
    path("answers/<str:number>/", voices.voice, name="voice"),
    path("proposals/", proposing.proposed, name="proposals"),
    path("proposals/<str:number>/support/", proposing.support, name="support"),
    path("places/<str:code>/propose/", proposing.propose_here, name="propose-here"),
    path("places/<str:code>/ask/", proposing.ask_here, name="ask-here"),
]
