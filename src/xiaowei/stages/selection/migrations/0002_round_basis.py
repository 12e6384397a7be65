"""Tell rounds that a district called from those known from sheets; until now all came silently."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Rounds that are there already were never called by a district."""

    dependencies = [("selection", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="round",
            name="basis",
            field=models.CharField(default="taken_over", max_length=12),
        ),
        migrations.AlterField(
            model_name="round",
            name="basis",
            field=models.CharField(default="straight", max_length=12),
        ),
    ]
