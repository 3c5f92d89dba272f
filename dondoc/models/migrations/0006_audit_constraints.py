from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dondoc', '0005_audit_chain'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='auditrow',
            name='after',
        ),
        migrations.RemoveField(
            model_name='auditrow',
            name='before',
        ),
        migrations.RemoveField(
            model_name='auditrow',
            name='reason',
        ),
        migrations.AddConstraint(
            model_name='auditrow',
            constraint=models.UniqueConstraint(fields=('department', 'number'), name='audit_number_once'),
        ),
        migrations.AddConstraint(
            model_name='auditrow',
            constraint=models.UniqueConstraint(condition=models.Q(('department__isnull', True)), fields=('number',), name='audit_number_once_installation'),
        ),
        migrations.AddConstraint(
            model_name='audithead',
            constraint=models.UniqueConstraint(fields=('department', 'day'), name='audit_head_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='audithead',
            constraint=models.UniqueConstraint(condition=models.Q(('department__isnull', True)), fields=('day',), name='audit_head_once_a_day_installation'),
        ),
    ]
