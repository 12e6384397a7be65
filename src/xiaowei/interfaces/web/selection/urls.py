"""Home of the addresses of selection."""

from django.urls import path

from xiaowei.interfaces.web.selection import views, vote_files, vote_papers, voting, weighing

urlpatterns = [
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/weigh/", weighing.weigh, name="weigh"),
    path("rounds/weigh/keep/", weighing.keep, name="weigh-keep"),
    path("rounds/weigh/<int:key>/", weighing.weighed, name="weighed"),
    path("rounds/weigh.<str:form>", weighing.weigh_file, name="weigh-file"),
    path("votes/", voting.votes, name="votes"),
    path("votes/call/", voting.vote_call, name="vote-call"),
    path("votes/<int:vote_id>/", voting.vote, name="vote"),
    path("votes/<int:vote_id>/count/", voting.vote_count, name="vote-count"),
    path("votes/<int:vote_id>/end/", voting.vote_end, name="vote-end"),
    path("votes/<int:vote_id>/notice/", voting.vote_notice, name="vote-notice"),
    path("votes/<int:vote_id>/papers/", vote_papers.vote_papers, name="vote-papers"),
    path("votes/<int:vote_id>/<str:part>.<str:form>", vote_files.vote_file, name="vote-file"),
]
