"""Home of the addresses of the channel."""

from django.urls import path

from xiaowei.interfaces.web.messages import thread, views

urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/read/", views.read_all, name="read-all"),
    path("messages/<int:pk>/", views.open_notice, name="open-notice"),
    path("messages/questions/<int:pk>/<str:code>/", thread.question_act, name="question-act"),
    path("projects/<str:number>/ask/", thread.ask, name="ask"),
    path("projects/<str:number>/whistle/", thread.whistle, name="whistle"),
    path("whistles/", views.whistles, name="whistles"),
    path("whistles/<int:pk>/<str:code>/", thread.whistle_act, name="whistle-act"),
]
