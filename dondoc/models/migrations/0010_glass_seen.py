from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dondoc", "0009_sign_in_resets"),
    ]

    operations = [
        migrations.AddField(
            model_name="brokenglass",
            name="seen_by",
            field=models.ManyToManyField(
                help_text="who was told of it and said so", related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="subjectrequest",
            name="extended_to",
            field=models.DateField(blank=True, null=True),
        ),
    ]
