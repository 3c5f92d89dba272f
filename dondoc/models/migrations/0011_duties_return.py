from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dondoc', '0010_glass_seen'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='obligation',
            name='obligation_once_a_task',
        ),
        migrations.RemoveConstraint(
            model_name='obligation',
            name='obligation_once_a_target',
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('unit', 'task'), name='obligation_once_a_task'),
        ),
        migrations.AddConstraint(
            model_name='obligation',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('unit', 'target'), name='obligation_once_a_target'),
        ),
    ]
