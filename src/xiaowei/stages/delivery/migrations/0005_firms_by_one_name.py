from django.db import migrations

from xiaowei.base.trail.sealed import seal_all
from xiaowei.domain.delivery import firm_name

NAMED = (
    ("delivery", "Works", "contractor", {}),
    ("accounts", "Appointment", "place_code", {"role": "contractor"}),
    ("channel", "Question", "contractor", {}),
    ("channel", "Notice", "place_code", {"desk": "contractor"}),
)
"""Where a firm's name is stored: the works, and whoever is narrowed to them, move together."""


def rename(apps, schema_editor):
    for app, model, field, where in NAMED:
        rows = apps.get_model(app, model).objects.filter(**where)
        for said in set(rows.values_list(field, flat=True)):
            if said != firm_name(said):
                rows.filter(**{field: said}).update(**{field: firm_name(said)})
    for app in ("delivery", "accounts", "channel"):
        seal_all(apps, app)


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0004_seals"),
        ("accounts", "0004_contractors_firm"),
        ("channel", "0004_contractors_questions"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
