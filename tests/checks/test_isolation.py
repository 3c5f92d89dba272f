"""Checks 3, 4 and 13: nobody meets what the table of rights hides, whatever way is taken."""

import pytest
from canaries import Cage, Crawl, settle
from django.core import mail
from factories import Organisation
from rights import actors, browser

from dondoc.core.permissions import Role


@pytest.fixture
def cage(organisation: Organisation, elsewhere: Organisation) -> Cage:
    found = Cage()
    settle(found, organisation, is_own=True)
    settle(found, elsewhere, is_own=False)
    return found


def test_check_4_crawl_meets_no_canary_that_the_table_hides(cage: Cage, organisation: Organisation) -> None:
    out_of_place, met = {}, set()
    for role, viewer in {**actors(organisation), Role.PUBLIC: None}.items():
        crawl = Crawl(cage, browser(viewer)).from_("/")
        assert [(address, status) for address, status in crawl.statuses if status >= 500] == []
        met |= crawl.found.keys()
        for marker, address in crawl.found.items():
            if not cage.known[marker].is_for(role):
                out_of_place[f"{role}: {cage.known[marker].about} ({cage.known[marker].place})"] = address
    assert sorted(out_of_place.items()) == [], "\n".join(f"{k}: {v}" for k, v in sorted(out_of_place.items()))
    assert cage.met_in(" ".join(str(message.message()) for message in mail.outbox)) == set()
    hidden = {m for m, canary in cage.known.items() if not any(canary.is_for(role) for role in Role)}
    unmet = {cage.known[m].about for m in cage.known.keys() - met - hidden}
    assert unmet == set()  # a crawl that meets nothing proves nothing
