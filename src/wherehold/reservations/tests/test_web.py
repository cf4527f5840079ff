"""Reservations in the browser: the calendar, the forms, one reservation, calendars to subscribe."""

import re

from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import Role, User
from wherehold.custody.commands import check_out
from wherehold.kernel.actor import system
from wherehold.register.models import Hold
from wherehold.reservations.models import Feed, Reservation
from wherehold.reservations.tests.conftest import when


def url(name, *args):
    return reverse(f"reservations:{name}", args=args)


def page(browser, name, *args, **asked):
    answer = browser.get(url(name, *args), asked)
    assert answer.status_code == 200, answer.content.decode()[:800]
    return answer.content.decode()


def row_of(html, tag):
    found = rf"<tr class=\"cr\"[^>]*><th[^>]*><a[^>]*>{tag}</a>.*?</tr>"
    return re.search(found, html, re.S).group()


def test_the_calendar_shows_what_keeps_each_thing(
    browser, book, keeper, pieces, projector, drill, bo
):
    book(1, 3, asset=pieces[0])
    book(2, 5, model_id=projector.pk)
    book(2, 4, asset=pieces[0], wait=True)
    check_out(actor=keeper, asset_ids=[pieces[1].pk], holder_id=bo.pk, due_on=when(1).date())
    Hold.objects.create(asset=pieces[2], reason="Lamp", cause="person", placed_at=when(0))
    html = page(browser, "reservations")

    first = row_of(html, "PX-1")
    assert "bk book" in first and "bk wait" in first and "Bo" in first
    assert "bk out" in row_of(html, "PX-2") and "Lamp" in row_of(html, "PX-3")
    assert "Not chosen yet" in html and "DRILL-7" not in html
    # Nine days before: Monday a week ago. The third of March is the second day of this week.
    free = re.findall(r'class="fr[^"]*">(\d+)<', html)
    assert free[8:12] == ["0", "0", "0", "1"]
    for by in ("asset", "place", "person"):
        assert "bk book" in page(browser, "reservations", by=by, span="6")
    assert "Nothing is booked" in page(browser, "reservations", model=projector.pk + 1)


def test_names_are_text_in_the_calendar(browser, book, drill, bo):
    bo.name = '<b title="x">Bo'
    bo.save()
    book(1, 3, asset=drill)

    assert '<b title="x">Bo' not in page(browser, "reservations")


def test_it_is_booked_by_a_form_and_what_is_not_free_is_told_with_ways_out(
    browser, pieces, bo, book
):
    book(1, 3, asset=pieces[0])
    sent = {
        "party": bo.pk,
        "asset": pieces[0].pk,
        "begins_at": "2026-03-04T09:00",
        "ends_at": "2026-03-04T17:00",
    }
    refused = browser.post(url("new"), sent)
    text = refused.content.decode()
    assert refused.status_code == 409 and "0 of 1 free then" in text
    assert "Take PX-2, same days" in text and "Wait in line" in text
    waits = browser.post(url("new"), sent | {"wait": "on"})
    assert waits.status_code == 302
    taken = browser.post(url("new"), sent | {"asset": pieces[1].pk})
    made = Reservation.objects.latest("pk")
    assert taken["Location"] == url("reservation", made.pk) and made.state == "approved"
    assert "PX-2" in page(browser, "reservation", made.pk)
    assert "PX-2" in page(browser, "pick-list", made.pk)
    nobody = browser.post(url("new"), sent | {"party": ""})
    assert nobody.status_code == 422 and "Say who it is for" in nobody.content.decode()
    never = browser.post(url("new"), sent | {"begins_at": "soon"})
    assert never.status_code == 422 and "not a time" in never.content.decode()


def test_a_reservation_goes_its_way_by_plain_forms(browser, book, pieces, projector, monkeypatch):
    made = book(1, 3, model_id=projector.pk, quantity=2)
    assert "2 × EB-L730U" in page(browser, "list") and "2 × EB-L730U" in page(browser, "desk")
    assert browser.post(url("act", made.pk, "prepare")).status_code == 302
    moved = {"begins_at": "2026-03-03T12:00", "ends_at": "2026-03-06T12:00"}
    assert browser.post(url("change", made.pk), moved).status_code == 302
    later = {"ends_at": "2026-03-07T12:00"}
    assert browser.post(url("extend", made.pk), later).status_code == 302
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(1))
    assert "Hand out" in page(browser, "reservation", made.pk)
    browser.post(url("act", made.pk, "hand-out"), {"ids": pieces[0].pk})
    browser.post(url("act", made.pk, "hand-out"))
    refused = browser.post(url("act", made.pk, "return"), {"ids": pieces[2].pk})
    assert refused.status_code == 409 and "was not handed out" in refused.content.decode()
    browser.post(url("act", made.pk, "return"))
    assert Reservation.objects.get(pk=made.pk).state == "returned"
    assert browser.post(url("act", made.pk, "explode")).status_code == 404


def test_what_cannot_be_moved_is_said_above_the_calendar(browser, book, drill):
    made = book(1, 3, asset=drill)
    book(4, 5, asset=drill)
    moved = {"from": "calendar", "begins_at": "2026-03-05T12:00", "ends_at": "2026-03-07T12:00"}
    answer = browser.post(url("change", made.pk), moved)

    assert answer.status_code == 409
    assert "Not free then" in answer.content.decode() and "x-plan" in answer.content.decode()


def test_rules_and_hours_are_set_by_forms(browser, berlin, tools):
    rule = {"category": tools.pk, "buffer_minutes": 30, "margin_percent": 0, "late_days": 7}
    rule |= {"no_show_hours": 4, "offer_hours": 4, "longest_days": 14, "approve_from": "500"}
    assert browser.post(url("rules"), rule).status_code == 302
    assert "30 min" in page(browser, "rules")
    assert browser.post(url("rules"), {"category": tools.pk}).status_code == 422
    hours = {"place": berlin.pk, "opens-0": "08:00", "closes-0": "18:00"}
    assert browser.post(url("hours"), hours).status_code == 302
    assert 'value="08:00"' in page(browser, "hours", place=berlin.pk)
    bad = browser.post(url("hours"), hours | {"closes-0": "07:00"})
    assert bad.status_code == 422


def test_a_calendar_is_read_with_its_secret_until_it_is_revoked(browser, book, drill, client):
    book(1, 3, asset=drill)
    made = browser.post(url("feeds"), {"of": f"asset-{drill.pk}"}).content.decode()
    secret = re.search(r"token=([\w-]+)", made).group(1)
    browser.logout()

    answer = client.get("/calendar.ics", {"token": secret})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:DRILL-7 · Bo" in answer.content.decode()
    assert secret not in Feed.objects.get().digest
    assert client.get("/calendar.ics", {"token": "x" + secret}).status_code == 404
    owner = Feed.objects.get().owner
    client.force_login(User.objects.get(party=owner))
    client.post(url("revoke-feed", Feed.objects.get().pk))
    client.logout()
    assert client.get("/calendar.ics", {"token": secret}).status_code == 404


def test_a_keeper_of_another_site_sees_no_calendar_of_berlin(client, book, pieces, hamburg):
    book(1, 3, asset=pieces[0])
    accounts.lay_roles(actor=system("test"))
    made = accounts.create_user(
        actor=system("test"), email="cy@example.org", role="storekeeper", place_id=hamburg.pk
    )
    client.force_login(User.objects.get(pk=made.pk))

    assert "PX-1" not in page(client, "reservations")
    assert client.get(url("reservation", Reservation.objects.get().pk)).status_code == 404


def test_several_kinds_are_booked_at_once_and_again_every_week(
    browser, pieces, projector, tools, drill, bo, book
):
    sent = {
        "party": bo.pk,
        "model": [projector.pk, ""],
        "category": ["", tools.pk],
        "keywords": ["", ""],
        "quantity": ["2", "1"],
        "begins_at": "2026-03-04T09:00",
        "ends_at": "2026-03-04T17:00",
        "again": "week",
        "through": "2026-03-25",
    }
    assert browser.post(url("new"), sent).status_code == 302
    first = Reservation.objects.earliest("begins_at")
    html = page(browser, "reservation", first.pk)
    assert Reservation.objects.count() == 4 and "2 × EB-L730U, " in html
    assert "Cancel this and what follows: 4" in html and "Wed, 25 Mar 2026" in html

    refused = browser.post(url("new"), sent)
    text = refused.content.decode()
    assert refused.status_code == 409 and "2026-03-11 09:00" in text
    assert "Book all other times" in text and 'value="2"' in text
    sent["through"] = "2026-04-01"
    assert browser.post(url("new"), sent | {"skip": "on"}).status_code == 302
    assert Reservation.objects.count() == 5
    browser.post(url("act", first.pk, "cancel"), {"following": "on"})
    assert Reservation.objects.filter(state="cancelled").count() == 4
    nothing = browser.post(url("new"), sent | {"model": "", "category": "", "quantity": "0"})
    assert nothing.status_code == 422 and "Say what is wanted" in nothing.content.decode()


def test_people_are_bounded_by_their_roles(browser, book, drill, bo):
    role = Role.objects.get(code="member")
    limit = {"role_id": role.pk, "most": 2, "days": 3, "approve": "on"}
    assert browser.post(url("limit"), limit).status_code == 302
    assert role.name in page(browser, "rules")
    assert browser.post(url("limit"), limit | {"most": 5000}).status_code == 422
    made = accounts.create_user(actor=system("test"), email="bo@example.org", role="member")
    party = User.objects.get(pk=made.pk).party
    party.place, party.place_path = drill.place, drill.place_path
    party.save()

    assert (book(1, 2, asset=drill).state, book(3, 4, asset=drill, party=party).approval) == (
        "approved",
        "role",
    )


def test_a_bar_that_is_dropped_in_another_row_keeps_another_piece(browser, book, pieces):
    made = book(1, 3, asset=pieces[0])
    html = page(browser, "reservations", span="m", first="2026-03-09")
    assert "1 Mar – 31 Mar 2026" in html and "first=2026-04-01" in html
    assert f'data-new="{pieces[1].pk}"' in html and "bk book" in row_of(html, "PX-1")
    moved = {"from": "calendar", "begins_at": "2026-03-05T12:00", "ends_at": "2026-03-07T12:00"}
    moved |= {"asset": pieces[0].pk, "instead": pieces[1].pk}
    assert browser.post(url("change", made.pk), moved).status_code == 302
    assert "bk book" in row_of(page(browser, "reservations"), "PX-2")


def test_calendars_are_offered_where_things_places_and_people_are(browser, drill, berlin, bo):
    for of, name in ((f"asset-{drill.pk}", "DRILL-7"), (f"person-{bo.pk}", "Bo")):
        assert f"Bookings of {name}" in page(browser, "feeds", of=of)
    assert f"of=place-{berlin.pk}" in page(browser, "reservations", place=berlin.pk)
    assert f"of=asset-{drill.pk}" in browser.get(f"/assets/{drill.pk}").content.decode()
    assert f"of=person-{bo.pk}" in browser.get(f"/people/{bo.pk}").content.decode()
    browser.post(url("feeds"), {"of": f"asset-{drill.pk}"})
    assert "Thing DRILL-7" in page(browser, "feeds")
    assert browser.get(url("feeds"), {"of": "asset-x"}).status_code == 404
