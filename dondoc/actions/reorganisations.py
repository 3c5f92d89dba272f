"""Units renamed, merged, split or ended: duties, answers under way, people and names go over in one transaction.

Not here: what is carried over and how it is joined (core/reorganisations), the preview (queries/reorganisations).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from dondoc.actions import successions
from dondoc.actions.audit import record
from dondoc.actions.columns import column_faults
from dondoc.core.agency_codes import WrongCode, unit_part
from dondoc.core.leads import UnitKind
from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import Fault, NotVisible, refuse_faulty
from dondoc.core.reorganisations import Kind, NewUnit, Order
from dondoc.core.vietnamese import date_text, normalise
from dondoc.models import Department, Plan, Reorganisation, Succession, Unit, UnitName
from dondoc.queries.people import live_units_of
from dondoc.queries.reorganisations import Outlook, last_day_before, outlook


def preview(order: Order, *, actor: Viewer) -> Outlook:
    """What carrying out the order would touch; nothing is written. Raises NotAllowed, NotVisible, Faulty."""
    check(actor, Act.PEOPLE_WRITE)
    units = _units(order, actor)
    refuse_faulty(_faults(order, units, actor))
    touched = units if order.kind is not Kind.RENAME else []
    return outlook(actor, touched, effective_on=order.effective_on)


@transaction.atomic
def carry_out(order: Order, *, on: date, actor: Viewer, at: datetime) -> Reorganisation:
    """Carries out a reorganisation on the day `on`, from its effective day on.

    Units that end have the day before as their last. Their duties in running plans go to the heirs, with what was
    written in open periods whose data window reaches beyond; closed periods and earlier windows stay with them. Their
    people go where the order says. Raises NotAllowed, NotVisible, Faulty (every fault at once, also an effective day
    that has not come).
    """
    check(actor, Act.PEOPLE_WRITE)
    Department.objects.select_for_update().get(pk=actor.department_id)
    units = _units(order, actor)
    refuse_faulty(_faults(order, units, actor) + _too_early(order, on) + _nobody_takes(order, units, actor))
    reorganisation = Reorganisation.objects.create(
        department_id=actor.department_id,
        kind=order.kind.value,
        effective_on=order.effective_on,
        decision=normalise(order.decision),
        note=normalise(order.note),
        done_by_id=actor.person_id,
        done_at=at,
    )
    before = {unit.code: unit.name for unit in units}
    heirs = [units[0]] if order.kind is Kind.RENAME else _hand_over(order, units, reorganisation, actor, at)
    if order.kind is Kind.RENAME:
        _rename(units[0], order)
    Succession.objects.bulk_create(_line(reorganisation, units, heirs))
    after = {
        "kind": order.kind.value,
        "effective_on": order.effective_on,
        "heirs": {heir.code: heir.name for heir in heirs},
    }
    record(
        f"organisation.{order.kind.value}",
        reorganisation,
        actor=actor,
        at=at,
        before=before,
        after=after,
        reason=reorganisation.decision,
    )
    return reorganisation


def _units(order: Order, actor: Viewer) -> list[Unit]:
    """The units that the order is about, in the department's order."""
    found = list(live_units_of(actor).filter(pk__in=order.unit_ids))
    known = [heir for heir in order.heirs if isinstance(heir, int)]
    if len(found) != len(set(order.unit_ids)) or live_units_of(actor).filter(pk__in=known).count() != len(set(known)):
        raise NotVisible
    return found


def _faults(order: Order, units: Sequence[Unit], actor: Viewer) -> list[Fault]:
    decision = normalise(order.decision)
    faults = column_faults(Reorganisation(decision=decision), ["decision"]) if decision else []
    if not decision:
        faults.append(Fault("decision", "Hãy ghi số, ký hiệu của quyết định tổ chức lại."))
    if not units:
        faults.append(Fault("units", "Chưa chọn đơn vị nào: hãy chọn đơn vị được tổ chức lại."))
    for unit in units:
        if unit.valid_from is not None and unit.valid_from >= order.effective_on:
            sentence = f"{unit} mới hoạt động từ {date_text(unit.valid_from)}: ngày có hiệu lực phải sau ngày đó."
            faults.append(Fault("effective_on", sentence))
    faults += _name_faults(order, units) if order.kind is Kind.RENAME else _heir_faults(order, units)
    if any(place not in range(len(order.heirs)) for place in (*order.duties.values(), *order.people.values()) if place):
        faults.append(
            Fault("duties", "Có nhiệm vụ hoặc người được giao cho đơn vị không có trong danh sách tiếp nhận.")
        )
    return faults + _new_faults(order, actor)


def _name_faults(order: Order, units: Sequence[Unit]) -> list[Fault]:
    name, short_name = normalise(order.name), normalise(order.short_name)
    if len(units) > 1:
        return [Fault("units", "Mỗi lần chỉ đổi tên một đơn vị.")]
    faults = column_faults(Unit(name=name, short_name=short_name), ["name", "short_name"])
    if units and (units[0].name, units[0].short_name) == (name, short_name):
        faults.append(Fault("name", "Tên mới giống tên đang dùng: hãy ghi tên mới."))
    if units and UnitName.objects.filter(unit=units[0], valid_to=last_day_before(order.effective_on)).exists():
        faults.append(Fault("effective_on", "Đơn vị đã đổi tên từ ngày này: hãy chọn ngày khác."))
    return faults


def _heir_faults(order: Order, units: Sequence[Unit]) -> list[Fault]:
    ids = {unit.pk for unit in units}
    stays = [heir for heir in order.heirs if heir in ids]
    if order.kind is Kind.SPLIT:
        if len(units) > 1:
            return [Fault("units", "Mỗi lần chỉ chia, tách một đơn vị.")]
        return [] if len(set(order.heirs)) >= 2 else [Fault("heirs", "Hãy nêu ít nhất hai đơn vị sau khi chia, tách.")]
    if stays:
        return [Fault("heirs", "Đơn vị tiếp nhận không thể là đơn vị kết thúc hoạt động: hãy bỏ chọn một bên.")]
    if order.kind is Kind.MERGE:
        if len(order.heirs) != 1:
            return [Fault("heirs", "Hãy nêu một đơn vị sau khi sáp nhập: chọn đơn vị đang có hoặc ghi đơn vị mới.")]
        if isinstance(order.heirs[0], NewUnit) and len(units) < 2:
            return [Fault("units", "Hợp nhất thành đơn vị mới cần ít nhất hai đơn vị.")]
    elif len(order.heirs) > 1 or any(isinstance(heir, NewUnit) for heir in order.heirs):
        return [Fault("heirs", "Hãy chọn một đơn vị đang có để tiếp nhận nhiệm vụ.")]
    return []


def _new_faults(order: Order, actor: Viewer) -> list[Fault]:
    department = Department.objects.get(pk=actor.department_id)
    faults, codes = [], set(department.units.values_list("code", flat=True))
    for place, heir in enumerate(order.heirs):
        if not isinstance(heir, NewUnit):
            continue
        try:
            code = unit_part(heir.code, department.code)
        except WrongCode as wrong:
            faults.append(Fault(f"new.{place}.code", wrong.sentence))
            continue
        if code in codes:
            faults.append(
                Fault(f"new.{place}.code", f"Mã {code} đã dùng cho một đơn vị của cơ quan: hãy chọn mã khác.")
            )
        codes.add(code)
        row = Unit(name=normalise(heir.name), short_name=normalise(heir.short_name))
        faults += [Fault(f"new.{place}.{f.field}", f.sentence) for f in column_faults(row, ["name", "short_name"])]
        if heir.kind is UnitKind.OFFICE and _office_stays(order, department):
            faults.append(Fault(f"new.{place}.kind", "Cơ quan đã có Văn phòng: hãy chọn loại đơn vị khác."))
    return faults


def _office_stays(order: Order, department: Department) -> bool:
    ending = [unit_id for unit_id in order.unit_ids if unit_id not in order.heirs]
    offices = department.units.filter(kind=UnitKind.OFFICE.value, valid_to__isnull=True)
    return offices.exclude(pk__in=ending).exists()


def _too_early(order: Order, on: date) -> list[Fault]:
    if order.effective_on <= on:
        return []
    day = date_text(order.effective_on)
    return [Fault("effective_on", f"Việc này thực hiện từ ngày có hiệu lực ({day}); trước đó chỉ xem trước được.")]


def _nobody_takes(order: Order, units: Sequence[Unit], actor: Viewer) -> list[Fault]:
    if order.kind is not Kind.END or order.heirs:
        return []
    left = outlook(actor, units, effective_on=order.effective_on).duties
    if not left:
        return []
    return [Fault("heirs", f"Còn {len(left)} nhiệm vụ, chỉ tiêu đang thực hiện: hãy chọn đơn vị tiếp nhận.")]


def _hand_over(
    order: Order, units: Sequence[Unit], reorganisation: Reorganisation, actor: Viewer, at: datetime
) -> list[Unit]:
    """Ends the units, founds the new ones, and gives duties, people and names over; returns the heirs."""
    ending = [unit for unit in units if unit.pk not in order.heirs]
    for unit in ending:
        unit.valid_to = last_day_before(order.effective_on)
        unit.save(update_fields=["valid_to"])
    known = {unit.pk: unit for unit in live_units_of(actor)}
    heirs = [known[heir] if isinstance(heir, int) else _founded(heir, order, actor) for heir in order.heirs]
    if not heirs:
        successions.move_people(ending, [], order, reorganisation, actor=actor, at=at)
        return []
    successions.give_duties(units, heirs, order, reorganisation, actor=actor, at=at)
    successions.move_people(ending, heirs, order, reorganisation, actor=actor, at=at)
    for unit in ending:
        _take_names(heirs[0], [unit.name, unit.short_name, *unit.aliases])
    Plan.objects.filter(office__in=ending, year__gte=order.effective_on.year).update(office=heirs[0])
    return heirs


def _founded(new: NewUnit, order: Order, actor: Viewer) -> Unit:
    department = Department.objects.get(pk=actor.department_id)
    last: int | None = department.units.aggregate(last=Max("position"))["last"]
    return Unit.objects.create(
        department=department,
        code=unit_part(new.code, department.code),
        raw_code=new.code,
        name=normalise(new.name),
        short_name=normalise(new.short_name),
        kind=new.kind.value,
        handles_procedures=new.handles_procedures,
        position=(last or 0) + 1,
        valid_from=order.effective_on,
    )


def _rename(unit: Unit, order: Order) -> None:
    UnitName.objects.create(
        unit=unit, name=unit.name, short_name=unit.short_name, valid_to=last_day_before(order.effective_on)
    )
    old = [unit.name, unit.short_name]
    unit.name, unit.short_name = normalise(order.name), normalise(order.short_name)
    unit.save(update_fields=["name", "short_name"])
    _take_names(unit, old)


def _take_names(unit: Unit, names: Iterable[str]) -> None:
    """Names under which later plans may still print it."""
    own = {unit.name, unit.short_name}
    unit.aliases = [name for name in dict.fromkeys([*unit.aliases, *names]) if name not in own]
    unit.save(update_fields=["aliases"])


def _line(reorganisation: Reorganisation, units: Sequence[Unit], heirs: Sequence[Unit]) -> list[Succession]:
    """Who follows whom; a unit that ends without an heir is followed by none."""
    followers: Sequence[Unit | None] = heirs or [None]
    return [
        Succession(reorganisation=reorganisation, predecessor=unit, successor=heir)
        for unit in units
        for heir in followers
    ]
