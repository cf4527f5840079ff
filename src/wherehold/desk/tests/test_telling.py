"""What is told of a thing is told in words."""

from wherehold.desk import telling
from wherehold.kernel.ledger import Event
from wherehold.project.api import api


def kinds(event):
    """Yield the kinds of all entries about a thing that there are, once all of it is loaded."""
    for one in event.__subclasses__():
        told = getattr(one, "kind", "")
        if one.__module__.endswith("events") and "." in told and one.subject_type == "asset":
            yield told
        yield from kinds(one)


def test_every_kind_of_entry_about_a_thing_has_words():
    assert api
    found = {*kinds(Event)}

    assert len(found) > 30 and found - {*telling._EVENTS} == set()
