"""The card of the overview: what is alike in one line, and nothing behind it unsaid."""

from wherehold.alerts import panel
from wherehold.alerts.models import Alert, Rule
from wherehold.conftest import NOON


def test_a_storm_is_one_line_with_all_of_it_and_leaves_room_for_others(admin, drill):
    for name, finder, number in (("Elsewhere", "disagree", 9), ("Battery", "battery_low", 1)):
        rule = Rule.objects.create(name=name, finder=finder)
        about = {"rule": rule, "asset": drill, "title": name, "since": NOON, "opened_at": NOON}
        Alert.objects.bulk_create(Alert(key=f"{name}:{n}", **about) for n in range(number))

    told = panel.open_now(admin)

    assert sorted((row.first.title, len(row.those)) for row in told["rows"]) == [
        ("Battery", 1),
        ("Elsewhere", 9),
    ]
    assert told["risk"].number == 10
