"""Somebody with positions in two departments looks from one at a time."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import AT, Organisation

from dondoc.actions import people
from dondoc.core.permissions import Role
from dondoc.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def appraiser(organisation: Organisation, elsewhere: Organisation) -> Client:
    user = User.objects.create_user(username="tham.dinh", full_name="Kiều Mẫu Minh")
    for one in (organisation, elsewhere):
        people.place(user, role=Role.APPRAISER, unit=None, title="", department_id=one.department.pk)
    client = Client()
    client.force_login(user)
    return client


def looks_from(client: Client) -> int:
    return client.get(reverse("home")).wsgi_request.viewer.department_id


def test_first_department_is_looked_from_until_another_is_chosen(
    appraiser: Client, organisation: Organisation, elsewhere: Organisation
) -> None:
    assert looks_from(appraiser) == organisation.department.pk
    answer = appraiser.post(reverse("department"), {"department": elsewhere.department.pk})
    assert (answer.status_code, answer.url) == (302, "/")
    assert looks_from(appraiser) == elsewhere.department.pk


def test_department_without_a_position_is_not_there(people, elsewhere: Organisation, client: Client, sign_in) -> None:
    sign_in(client, people.director)
    answer = client.post(reverse("department"), {"department": elsewhere.department.pk})
    assert answer.status_code == 404
    assert looks_from(client) == people.director.department_id


@pytest.mark.parametrize("sent", [{}, {"department": ""}, {"department": "x"}, {"department": "²"}])
def test_nonsense_chooses_nothing(appraiser: Client, organisation: Organisation, sent: dict[str, str]) -> None:
    assert appraiser.post(reverse("department"), sent).status_code == 404
    assert looks_from(appraiser) == organisation.department.pk


def test_position_that_ended_leaves_the_other_department(
    appraiser: Client, organisation: Organisation, elsewhere: Organisation
) -> None:
    appraiser.post(reverse("department"), {"department": elsewhere.department.pk})
    position = elsewhere.department.positions.get(role=Role.APPRAISER)
    position.valid_to = AT.date().replace(day=1)
    position.save()
    assert looks_from(appraiser) == organisation.department.pk
