"""Home of the addresses of intake."""

import re

from django.urls import path, register_converter

from xiaowei.interfaces.web.intake import entering, importing, merging, questions, views


class TicketNumber:
    """A hotline's number in an address, whatever it is: some number by 2020/0831/1.

    A stroke, a first dot and the tilde that stands for them are told by a tilde and two hexadecimals.
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Return the number that an address tells."""
        return re.sub("~([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), value)

    def to_url(self, value: str) -> str:
        """Return how an address tells a number."""
        return re.sub(r"[~/]|^\.", lambda found: f"~{ord(found[0]):02x}", value)


register_converter(TicketNumber, "ticket")

urlpatterns = [
    path("import/", importing.drop, name="import"),
    path("import/questions/", questions.open_questions, name="questions"),
    path("import/questions/<int:pk>/", questions.answer, name="answer"),
    path("import/questions/<int:pk>/places/", questions.question_places, name="question-places"),
    path("import/questions/<int:pk>/new/", questions.answer_new_place, name="answer-new-place"),
    path("import/runs/<str:number>/", importing.run, name="import-run"),
    path("import/runs/<str:number>/rejects.xlsx", importing.run_rejects, name="import-run-rejects"),
    path("import/runs/<str:number>/undo/", importing.undo, name="import-undo"),
    path("import/merge/", merging.merge, name="merge"),
    path("import/merge/say/", merging.say, name="merge-say"),
    path("import/merge/confirm/", merging.hand_over, name="merge-confirm"),
    path("import/merge/summary.xlsx", merging.merge_file, name="merge-file"),
    path("import/merge/sheets/<str:token>/", merging.change, name="merge-sheet"),
    path("import/<str:token>/", importing.sheet, name="import-sheet"),
    path("import/<str:token>/change/", importing.change, name="import-change"),
    path("import/<str:token>/confirm/", importing.confirm, name="import-confirm"),
    path("import/<str:token>/discard/", importing.discard, name="import-discard"),
    path("import/<str:token>/rejects.xlsx", importing.rejects, name="import-rejects"),
    path("tickets/", views.tickets, name="tickets"),
    path("tickets.<str:form>", views.tickets_file, name="tickets-file"),
    path("tickets/enter/", entering.enter, name="enter-ticket"),
    path("tickets/receive/", entering.receive, name="receive-ticket"),
    path("tickets/<ticket:number>/", views.ticket, name="ticket"),
    path("tickets/<ticket:number>/raw/", views.raw, name="raw"),
    path("tickets/<ticket:number>/topic/", views.tell, name="tell-topic"),
]
