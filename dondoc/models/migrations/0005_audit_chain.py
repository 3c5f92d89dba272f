"""Chains the audit rows written before there was a chain, each department's in the order of writing."""

import secrets

from django.db import migrations

from dondoc.core.chains import START, Link, detail_digest


def chain_rows(apps, schema_editor):
    rows = apps.get_model("dondoc", "AuditRow")
    chains = apps.get_model("dondoc", "AuditChain")
    details = apps.get_model("dondoc", "AuditDetail")
    ends = {}
    for row in rows.objects.order_by("id").select_related("actor").iterator():
        number, previous = ends.get(row.department_id, (0, START))
        salt = secrets.token_hex(16)
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
            detail_digest=detail_digest(salt, row.before, row.after, row.reason),
            at=row.at,
        )
        details.objects.create(row=row, salt=salt, before=row.before, after=row.after, reason=row.reason)
        hashed = {**link._asdict(), "previous_hash": previous, "hash": link.hash(previous)}
        rows.objects.filter(pk=row.pk).update(**hashed)
        ends[row.department_id] = (link.number, hashed["hash"])
    for department_id, (number, last) in ends.items():
        chains.objects.create(department_id=department_id, last_number=number, last_hash=last)


class Migration(migrations.Migration):

    dependencies = [
        ('dondoc', '0004_audit_columns'),
    ]

    operations = [
        migrations.RunPython(chain_rows, migrations.RunPython.noop),
    ]
