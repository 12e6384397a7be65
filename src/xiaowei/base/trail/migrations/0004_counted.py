"""Count what a home holds that was kept before there was a tally: after the last change of any table."""

from django.db import migrations

from xiaowei.base.trail.sealed import count_anew


def count(apps, schema_editor):
    for model in apps.get_models():
        if any(field.name == "seal" for field in model._meta.fields):
            count_anew(model)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sealed_too"),
        ("attachments", "0002_seals"),
        ("catalogue", "0002_sealed_too"),
        ("channel", "0003_sealed_too"),
        ("delivery", "0004_seals"),
        ("evaluation", "0002_seals"),
        ("funding", "0004_sealed_too"),
        ("identification", "0006_sealed_too"),
        ("intake", "0005_sealed_too"),
        ("places", "0004_sealed_too"),
        ("policies", "0002_sealed_too"),
        ("regions", "0003_sealed_too"),
        ("selection", "0007_opinions_taken_back"),
        ("trail", "0003_tally"),
    ]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
