import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dondoc', '0003_people_and_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveBigIntegerField(default=0)),
                ('last_hash', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='AuditDetail',
            fields=[
                ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='detail', serialize=False, to='dondoc.auditrow')),
                ('salt', models.CharField(max_length=32)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveBigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-day', 'id'],
            },
        ),
        migrations.AddField(
            model_name='auditrow',
            name='actor_name',
            field=models.CharField(default='', help_text='as it was then; a link, token or program by its own name', max_length=150),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditrow',
            name='address',
            field=models.CharField(blank=True, help_text='of the client', max_length=60),
        ),
        migrations.AddField(
            model_name='auditrow',
            name='detail_digest',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditrow',
            name='hash',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditrow',
            name='is_refused',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='auditrow',
            name='number',
            field=models.PositiveBigIntegerField(default=0, help_text='place in the chain, from 1'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditrow',
            name='origin',
            field=models.CharField(default='', help_text='page, api, link, command or job', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditrow',
            name='previous_hash',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='auditrow',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='auditrow',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dondoc.department'),
        ),
        migrations.AlterField(
            model_name='auditrow',
            name='object_id',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='auditrow',
            index=models.Index(fields=['department', 'at'], name='audit_by_day'),
        ),
        migrations.AddField(
            model_name='auditchain',
            name='department',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dondoc.department'),
        ),
        migrations.AddField(
            model_name='audithead',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dondoc.department'),
        ),
    ]
