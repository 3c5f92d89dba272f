"""What was recorded is kept by triggers; details are searched by their folded words; heads name their time source."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

from dondoc.core.chains import words
from dondoc.models import guards


def fold_details(apps, schema_editor):
    details = apps.get_model("dondoc", "AuditDetail")
    for detail in details.objects.iterator():
        details.objects.filter(pk=detail.pk).update(folded=words(detail.before, detail.after, detail.reason))


class Migration(migrations.Migration):

    dependencies = [
        ('dondoc', '0007_duties_begin'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditdetail',
            name='folded',
            field=models.TextField(blank=True, help_text='the words of the three, folded, to search in; not hashed'),
        ),
        migrations.AddField(
            model_name='audithead',
            name='time_source',
            field=models.CharField(blank=True, help_text="what kept the machine's clock right", max_length=100),
        ),
        migrations.AddConstraint(
            model_name='auditchain',
            constraint=models.UniqueConstraint(Coalesce('department', models.Value(0)), name='audit_chain_once'),
        ),
        migrations.RunPython(fold_details, migrations.RunPython.noop),
        migrations.RunPython(guards.install, guards.remove),
    ]
