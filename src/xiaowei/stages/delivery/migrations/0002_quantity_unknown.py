from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="measurement",
            name="quantity",
            field=models.DecimalField(decimal_places=3, max_digits=14, null=True),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=Q(quantity__isnull=False) | Q(parking_spaces__isnull=False),
                name="measurement_of_something",
            ),
        ),
    ]
