"""Home of taking people out of the unknown columns that earlier imports kept beside their tickets.

Their words stay where they were sealed; what was noted of a change loses them likewise.
"""

import json

from django.db import migrations

from xiaowei.analysis.withholding import LOOKED_AT, withheld

EMPTY = ("", "{}")


def clear(apps, schema_editor):
    tickets = apps.get_model("intake", "Ticket").objects.exclude(extra={})
    columns = {}
    for extra in tickets.values_list("extra", flat=True).iterator():
        for header, cell in extra.items():
            cells = columns.setdefault(header, [])
            if len(cells) < LOOKED_AT:
                cells.append(cell)
    secret = withheld(columns)
    for ticket in tickets.only("extra").iterator():
        if secret & set(ticket.extra):
            ticket.extra = _without(ticket.extra, secret)
            ticket.save(update_fields=["extra"])
    for change in apps.get_model("intake", "TicketChange").objects.filter(field="extra").iterator():
        change.old, change.new = (_cleared(text, secret) for text in (change.old, change.new))
        change.save(update_fields=["old", "new"])


def _without(extra, secret):
    return {header: cell for header, cell in extra.items() if header not in secret}


def _cleared(text, secret):
    if text in EMPTY:
        return text
    return json.dumps(_without(json.loads(text), secret), ensure_ascii=False, sort_keys=True)


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_no_rejects_file")]

    operations = [migrations.RunPython(clear, migrations.RunPython.noop)]
