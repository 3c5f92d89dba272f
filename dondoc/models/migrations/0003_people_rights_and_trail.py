"""People with terms, accounts, keys and registers; the audit trail as chains that triggers keep.

One step of what were twelve before the first release. A database that has none or all of the twelve goes on from here;
one that stopped among them first takes the rest with the version of the product that has them. The rows of the trail
written before there were chains are chained in the order of writing.
"""

import secrets

import django.db.models.deletion
import django.db.models.functions.comparison
import dondoc.models.sealed
from django.conf import settings
from django.db import migrations, models

from dondoc.core.chains import START, Link, detail_digest, words
from dondoc.models import guards


def chain_rows(apps, schema_editor):
    rows = apps.get_model("dondoc", "AuditRow")
    chains = apps.get_model("dondoc", "AuditChain")
    details = apps.get_model("dondoc", "AuditDetail")
    ends = {}
    for row in rows.objects.order_by("id").select_related("actor").iterator():
        number, previous = ends.get(row.department_id, (0, START))
        salt = secrets.token_hex(16)
        told = (row.before, row.after, row.reason)
        link = Link(
            department_id=row.department_id,
            number=number + 1,
            actor_id=row.actor_id,
            actor_name=row.actor.full_name or row.actor.username,
            origin="page",
            address="",
            act=row.act,
            is_refused=False,
            object_kind=row.object_kind,
            object_id=row.object_id,
            detail_digest=detail_digest(salt, *told),
            at=row.at,
        )
        details.objects.create(
            row=row, salt=salt, before=row.before, after=row.after, reason=row.reason, folded=words(*told)
        )
        hashed = {**link._asdict(), "previous_hash": previous, "hash": link.hash(previous)}
        rows.objects.filter(pk=row.pk).update(**hashed)
        ends[row.department_id] = (link.number, hashed["hash"])
    for department_id, (number, last) in ends.items():
        chains.objects.create(department_id=department_id, last_number=number, last_hash=last)


class Migration(migrations.Migration):

    replaces = [
        ('dondoc', '0003_people_and_rights'),
        ('dondoc', '0004_audit_columns'),
        ('dondoc', '0005_audit_chain'),
        ('dondoc', '0006_audit_constraints'),
        ('dondoc', '0007_duties_begin'),
        ('dondoc', '0008_audit_guards'),
        ('dondoc', '0009_sign_in_resets'),
        ('dondoc', '0010_glass_seen'),
        ('dondoc', '0011_duties_return'),
        ('dondoc', '0012_confirmation_kinds'),
        ('dondoc', '0013_passwords_with_factor'),
        ('dondoc', '0014_links_outlive_duties'),
    ]

    dependencies = [
        ('dondoc', '0002_reading_any_plan'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='position',
            name='position_once',
        ),
        migrations.RemoveConstraint(
            model_name='position',
            name='position_without_unit_once',
        ),
        migrations.RemoveConstraint(
            model_name='position',
            name='unit_roles_have_a_unit',
        ),
        migrations.AddField(
            model_name='position',
            name='decision',
            field=models.CharField(blank=True, help_text='number of the document that appoints', max_length=100),
        ),
        migrations.AddField(
            model_name='position',
            name='granted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='position',
            name='valid_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='position',
            name='valid_to',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='position',
            name='role',
            field=models.CharField(choices=[('administrator', 'Quản trị hệ thống'), ('coordinator', 'Chuyên viên Văn phòng Sở'), ('reporter', 'Đầu mối báo cáo của đơn vị'), ('head', 'Lãnh đạo đơn vị'), ('director', 'Lãnh đạo Sở'), ('appraiser', 'Người thẩm định'), ('auditor', 'Thanh tra, kiểm tra')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('user', 'role', 'unit'), name='position_once'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', True), ('valid_to__isnull', True)), fields=('user', 'role', 'department'), name='position_without_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['head', 'reporter']), _negated=True), ('unit__isnull', False), _connector='OR'), name='unit_roles_have_a_unit'),
        ),
        migrations.RemoveConstraint(
            model_name='unit',
            name='one_office_a_department',
        ),
        migrations.AddField(
            model_name='unit',
            name='raw_code',
            field=models.CharField(blank=True, help_text='as it was given', max_length=60),
        ),
        migrations.AddField(
            model_name='unit',
            name='valid_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='unit',
            name='valid_to',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'office'), ('valid_to__isnull', True)), fields=('department',), name='one_office_a_department'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='unit_ends_after_it_begins'),
        ),
        migrations.AddField(
            model_name='department',
            name='raw_code',
            field=models.CharField(blank=True, help_text='as it was given', max_length=60),
        ),
        migrations.AlterField(
            model_name='department',
            name='code',
            field=models.CharField(help_text='canonical form of Decision 20/2020/QĐ-TTg', max_length=35, unique=True),
        ),
        migrations.AddField(
            model_name='evidence',
            name='is_restricted',
            field=models.BooleanField(default=False, help_text='holds personal data: every look is recorded'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='added_by',
            field=models.ForeignKey(help_text='empty: by a signed link', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='obligation',
            name='ended_on',
            field=models.DateField(blank=True, help_text='last day on which the unit owed it', null=True),
        ),
        migrations.AddField(
            model_name='obligation',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='dondoc.obligation'),
        ),
        migrations.AddField(
            model_name='obligation',
            name='began_on',
            field=models.DateField(blank=True, help_text='first day on which the unit owes it; empty: always', null=True),
        ),
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
        migrations.AddField(
            model_name='user',
            name='earlier_passwords',
            field=models.JSONField(default=list, help_text='hashes of the last ones, newest first'),
        ),
        migrations.AddField(
            model_name='user',
            name='off_reason',
            field=models.CharField(blank=True, help_text='why the account is switched off', max_length=200),
        ),
        migrations.AddField(
            model_name='user',
            name='password_set_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='password_until',
            field=models.DateTimeField(blank=True, help_text='a first password, to be changed at the first sign-in, holds until then', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='reopened_on',
            field=models.DateField(blank=True, help_text='the idle days count again from here', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='password_needs_factor',
            field=models.BooleanField(default=False, help_text='the password is good enough only with a second factor behind it'),
        ),
        migrations.AlterField(
            model_name='answer',
            name='updated_by',
            field=models.ForeignKey(help_text='empty: by a signed link', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
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
        migrations.CreateModel(
            name='AccountReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listed', models.JSONField(help_text='every account with its positions, as reviewed')),
                ('sha256', models.CharField(help_text='of the list as canonical JSON', max_length=64)),
                ('note', models.TextField(blank=True)),
                ('signed_name', models.CharField(help_text='typed by the one who signs', max_length=100)),
                ('signed_at', models.DateTimeField()),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_reviews', to='dondoc.department')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-signed_at'],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('prefix', models.CharField(max_length=12)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list, help_text='acts of core/permissions')),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='dondoc.department')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='dondoc.plan')),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='BrokenGlass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='broken_glasses', to='dondoc.department')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='broken_glasses', to=settings.AUTH_USER_MODEL)),
                ('seen_by', models.ManyToManyField(help_text='who was told of it and said so', related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='ConfirmationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('closing', 'Chốt số kỳ báo cáo'), ('restore', 'Khôi phục dữ liệu')], max_length=10)),
                ('object_id', models.BigIntegerField(blank=True, null=True)),
                ('detail', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('requested_at', models.DateTimeField()),
                ('is_confirmed', models.BooleanField(help_text='empty while it waits', null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, help_text='why it was turned down')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation_requests', to='dondoc.department')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_confirmed__isnull', True)), fields=('department', 'kind', 'object_id'), name='one_request_waits'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='decided_by_another_person')],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('description', models.TextField()),
                ('found_at', models.DateTimeField()),
                ('is_serious', models.BooleanField(default=False, help_text='a first notice is owed within 24 hours')),
                ('touches_personal_data', models.BooleanField(default=False, help_text='a notice is owed within 72 hours')),
                ('first_notice_at', models.DateTimeField(blank=True, null=True)),
                ('full_notice_at', models.DateTimeField(blank=True, null=True)),
                ('measures', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='dondoc.department')),
            ],
            options={
                'ordering': ['-found_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rename', 'Đổi tên'), ('merge', 'Sáp nhập, hợp nhất'), ('split', 'Chia, tách'), ('end', 'Giải thể')], max_length=10)),
                ('effective_on', models.DateField(help_text='first day of the new order')),
                ('decision', models.CharField(help_text='number of the decision', max_length=100)),
                ('note', models.TextField(blank=True)),
                ('done_at', models.DateTimeField()),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='dondoc.department')),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['effective_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='dondoc.unit')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='dondoc.reorganisation')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='dondoc.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reorganisation', 'predecessor', 'successor'), name='succession_once')],
            },
        ),
        migrations.CreateModel(
            name='SignedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('given_to', models.CharField(help_text='who was sent the link, in words', max_length=200)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='dondoc.department')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='dondoc.obligation')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='dondoc.reportingperiod')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SignInTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_key', models.CharField(help_text='SHA-256 of the folded name, known or not', max_length=64)),
                ('source', models.CharField(help_text='address of the client', max_length=45)),
                ('outcome', models.CharField(choices=[('right', 'Đúng'), ('wrong', 'Sai'), ('refused', 'Bị từ chối vì đang khóa'), ('unlocked', 'Mở khóa khẩn cấp'), ('asked', 'Xin đặt lại mật khẩu')], max_length=10)),
                ('at', models.DateTimeField()),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['name_key', 'at'], name='sign_in_by_name'), models.Index(fields=['source', 'at'], name='sign_in_by_source')],
            },
        ),
        migrations.CreateModel(
            name='SubjectRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('view', 'Xem, chỉnh sửa, cung cấp'), ('restrict', 'Rút đồng ý, hạn chế, phản đối'), ('erase', 'Xóa')], max_length=10)),
                ('person_name', models.CharField(max_length=100)),
                ('identity_number', dondoc.models.sealed.SealedText(blank=True, help_text='số định danh cá nhân')),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('content', models.TextField()),
                ('received_on', models.DateField()),
                ('has_processor', models.BooleanField(default=False, help_text='a processor takes part: the longer term holds')),
                ('acknowledged_on', models.DateField(blank=True, null=True)),
                ('extended_because', models.TextField(blank=True)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subject_requests', to='dondoc.department')),
                ('extended_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-received_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='UnitName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(max_length=60)),
                ('valid_to', models.DateField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_names', to='dondoc.unit')),
            ],
            options={
                'ordering': ['valid_to'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'valid_to'), name='unit_name_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='AuditChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_number', models.PositiveBigIntegerField(default=0)),
                ('last_hash', models.CharField(blank=True, max_length=64)),
                ('department', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dondoc.department')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('department', models.Value(0)), name='audit_chain_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditDetail',
            fields=[
                ('row', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='detail', serialize=False, to='dondoc.auditrow')),
                ('salt', models.CharField(max_length=32)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('folded', models.TextField(blank=True, help_text='the words of the three, folded, to search in; not hashed')),
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
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dondoc.department')),
                ('time_source', models.CharField(blank=True, help_text="what kept the machine's clock right", max_length=100)),
            ],
            options={
                'ordering': ['-day', 'id'],
                'constraints': [models.UniqueConstraint(fields=('department', 'day'), name='audit_head_once_a_day'), models.UniqueConstraint(condition=models.Q(('department__isnull', True)), fields=('day',), name='audit_head_once_a_day_installation')],
            },
        ),
        migrations.AlterField(
            model_name='signedlink',
            name='obligation',
            field=models.ForeignKey(help_text='empty once the unit was asked no more', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='links', to='dondoc.obligation'),
        ),
        migrations.RunPython(chain_rows, migrations.RunPython.noop),
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
        migrations.RunPython(guards.install, guards.remove),
    ]
