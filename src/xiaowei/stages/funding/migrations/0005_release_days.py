from django.db import migrations, models

from xiaowei.base.trail.sealed import seal_all


def add_days(apps, schema_editor):
    """Give each condition of payment that is met a day, which is not known of the old ones."""
    filing = apps.get_model("funding", "Filing")
    for pk, released in filing.objects.values_list("pk", "released"):
        if isinstance(released, list):
            filing.objects.filter(pk=pk).update(released=dict.fromkeys(released))
    seal_all(apps, "funding")


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0004_sealed_too"),
    ]

    operations = [
        migrations.AlterField(
            model_name="filing",
            name="released",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(add_days, migrations.RunPython.noop),
    ]
