"""Home of the addresses of funding."""

from django.urls import path

from xiaowei.interfaces.web.funding import flow, supervising, views

urlpatterns = [
    path("money/", views.money, name="money"),
    path("money/queue/", views.queue, name="money-queue"),
    path("money/queue.<str:form>", views.queue_file, name="money-queue-file"),
    path("money/envelopes/", views.envelopes, name="envelopes"),
    path("money/flow/", flow.money_flow, name="money-flow"),
    path("money/supervised/", supervising.supervised, name="supervised"),
    path("money.<str:form>", views.money_file, name="money-file"),
    path("ledger.<str:form>", views.exchange_file, name="ledger-file"),
    path("forms/<str:form>.xlsx", views.form_file, name="form-file"),
]
