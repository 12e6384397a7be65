"""An index for the newest tickets first, which PostgreSQL reads only in the very order of its nulls.

SQLite sorts tickets without a time last by itself, and reads `ticket_received` for it.
"""

from django.db import migrations

CREATE = "CREATE INDEX ticket_newest ON ticket (received_at DESC NULLS LAST, number)"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX ticket_newest")


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0009_contacted"),
    ]

    operations = [
        migrations.RunPython(create, drop),
    ]
