"""A weighing that was kept: what a sum would have done most with."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("selection", "0009_residents_votes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Weighing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=64)),
                ("budget_fen", models.BigIntegerField()),
                ("chosen", models.PositiveIntegerField()),
                ("waiting", models.PositiveIntegerField()),
                ("told", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("method", models.CharField(max_length=60)),
                ("policy_version", models.CharField(max_length=200)),
                ("by_name", models.CharField(max_length=60)),
                ("on", models.DateField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weighings",
                        to="selection.programme",
                    ),
                ),
            ],
            options={
                "db_table": "weighing",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "fingerprint"), name="weighing_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_fen__gte", 0), ("chosen__lte", models.F("waiting"))
                        ),
                        name="weighing_chosen_of_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeighedApplication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seal", models.CharField(default="", editable=False, max_length=64)),
                ("number", models.CharField(max_length=40)),
                ("told", models.JSONField()),
                (
                    "weighing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="selection.weighing",
                    ),
                ),
            ],
            options={
                "db_table": "weighed_application",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("number", "weighing"), name="weighed_once")
                ],
            },
        ),
    ]
