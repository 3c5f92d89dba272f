"""A corrected reading as an example file: what is in it, who may have it."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from factories import LATER, plan_text, sample_plan, uploaded

from dondoc.actions import drafts
from dondoc.core.plan import Target
from dondoc.core.refusals import NotVisible
from dondoc.models import Draft
from dondoc.queries import corrections


@pytest.fixture
def draft(people) -> Draft:
    """A draft of which the number, a lead and a target were corrected, a task dropped, a target added."""
    draft = uploaded(sample_plan(), actor=people.coordinator)
    draft.as_read = draft.content
    draft.save()
    plan = sample_plan()
    content = replace(
        plan,
        number="13/KH-STP",
        targets=(replace(plan.targets[0], unit="hồ sơ"), *plan.targets[1:], Target("Số lớp", ">=", 3, "lớp")),
        tasks=(replace(plan.tasks[0], lead=("Thanh tra Sở",)), *plan.tasks[1:5]),
    )
    return drafts.correct(draft.pk, content=content.to_json(), actor=people.coordinator, at=LATER)


def test_example_holds_source_reading_and_note(draft, people):
    example = corrections.example_of(people.director, draft.pk)

    assert example.name == f"ke-hoach-{draft.sha256[:8]}"
    assert sorted(example.files) == ["note.md", "plan.txt", "reading.json"]
    assert example.files["plan.txt"] == plan_text(sample_plan())
    assert json.loads(example.files["reading.json"]) == draft.content


def test_note_names_every_field_as_read_and_as_corrected(draft, people):
    note = corrections.example_of(people.coordinator, draft.pk).files["note.md"].decode()

    rows = [line for line in note.splitlines() if line.startswith("| `")]
    assert rows[:3] == [
        '| `number` | "12/KH-STP" | "13/KH-STP" |',
        '| `targets.0.unit` | "%" | "hồ sơ" |',
        '| `targets.3` | null | {"text": "Số lớp", "comparator": ">=", "value": 3, "unit": "lớp"} |',
    ]
    assert rows[3] == '| `tasks.0.lead` | ["Văn phòng Sở"] | ["Thanh tra Sở"] |'
    assert rows[4].startswith('| `tasks.5` | {"number": "6"')
    assert len(rows) == 5


def test_zip_holds_one_folder(draft, people):
    example = corrections.example_of(people.coordinator, draft.pk)

    with zipfile.ZipFile(io.BytesIO(example.zipped())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f"{example.name}/{name}": data for name, data in example.files.items()
        }


def test_draft_without_corrections_makes_no_example(people):
    draft = uploaded(sample_plan(), actor=people.coordinator)
    Draft.objects.filter(pk=draft.pk).update(as_read=draft.content)

    assert corrections.corrected(people.coordinator) == []
    with pytest.raises(NotVisible):
        corrections.example_of(people.coordinator, draft.pk)


def test_example_is_for_readers_of_drafts_of_the_department(draft, people, elsewhere):
    for person in (people.reporter, people.head, people.administrator):
        with pytest.raises(NotVisible):
            corrections.example_of(person, draft.pk)
    with pytest.raises(NotVisible):
        corrections.example_of(elsewhere.people.coordinator, draft.pk)
    assert corrections.corrected(elsewhere.people.coordinator) == []


def test_command_writes_a_folder_for_each_corrected_draft(draft, people, tmp_path: Path):
    out = io.StringIO()

    call_command("export_corrections", tmp_path / "out", stdout=out)

    example = corrections.example_of(people.coordinator, draft.pk)
    folder = tmp_path / "out" / example.name
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == dict(example.files)
    assert out.getvalue() == f"{folder}\nĐã xuất 1 bản đọc đã sửa.\n"
