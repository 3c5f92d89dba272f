"""By what means a person signs in, as an administrator sees it: never anything secret."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount

from dondoc.core.permissions import Act, Viewer, check
from dondoc.core.refusals import NotVisible
from dondoc.models import User
from dondoc.queries.people import accounts
from dondoc.queries.second_factors import Factor, factors_of


@dataclass(frozen=True)
class Tie:
    """The account at an identity provider that is this person: its issuer and subject."""

    id: int
    issuer: str
    subject: str


@dataclass(frozen=True)
class Means:
    """One person's second factors and ties to identity providers."""

    user: User
    factors: list[Factor]
    ties: list[Tie]


def means_of(viewer: Viewer, user_id: int) -> Means:
    """The means of a person of the viewer's department. Raises NotAllowed, NotVisible."""
    check(viewer, Act.PEOPLE_WRITE)
    user = accounts(viewer).filter(pk=user_id).first()
    if user is None:
        raise NotVisible
    rows = SocialAccount.objects.filter(user=user).order_by("pk").values_list("pk", "provider", "uid")
    return Means(user, factors_of(user.pk), [Tie(*row) for row in rows])
