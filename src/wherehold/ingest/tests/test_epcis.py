"""EPCIS 2.0: events as the examples of GS1 have them, and what they say."""

import json
from datetime import datetime

import pytest

from wherehold.ingest.protocols.messages import Malformed
from wherehold.ingest.tests.test_protocols import only, said
from wherehold.tracking.models import Count, Device, State

EPC = "urn:epc:id:giai:4000001.12345"
DOCK = "urn:epc:id:sgln:0614141.07346.1234"
CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"]
CRS = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def document(*events):
    return {"@context": CONTEXT, "type": "EPCISDocument", "schemaVersion": "2.0",
            "creationDate": "2019-04-02T15:00:00Z",
            "epcisBody": {"eventList": list(events)}}  # fmt: skip


def event(**more):
    return {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "sensor_reporting",
            "eventTime": "2019-04-02T14:05:00.000+01:00", "eventTimeZoneOffset": "+01:00",
            "readPoint": {"id": DOCK}, **more}  # fmt: skip


def angle(component, value, uom="DD"):
    return {"type": "Angle", "component": component, "value": value, "uom": uom,
            "coordinateReferenceSystem": CRS}  # fmt: skip


SENSOR = {
    "sensorMetadata": {"time": "2019-04-02T14:04:30.000+01:00",
                       "deviceID": "urn:epc:id:giai:4000001.111"},
    "sensorReport": [{"type": "Temperature", "value": 26.0, "uom": "CEL"},
                     {"type": "Speed", "value": 160.0, "uom": "KMH"},
                     angle("latitude", 50.9), angle("longitude", 6.96),
                     {"type": "gs1:Length", "component": "altitude", "value": 53, "uom": "MTR"}],
}  # fmt: skip


def test_a_thing_with_a_sensor_tells_where_it_is_and_what_was_measured():
    device, at, values = only("epcis", document(event(epcList=[EPC], sensorElementList=[SENSOR])))

    assert device == values["epc"] == EPC
    assert at == datetime.fromisoformat("2019-04-02T14:04:30+01:00").timestamp()
    assert (values["lat"], values["lon"], values["altitude_m"]) == (50.9, 6.96, 53)
    assert values["speed_mps"] == 44.444444 and values["reader"] == DOCK
    assert values["sensors"] == {"temperature_cel": 26}


def test_a_sensor_without_a_thing_speaks_for_itself():
    element = {
        "sensorMetadata": {"deviceID": "urn:epc:id:giai:4000001.111"},
        "sensorReport": [
            {"type": "https://ref.gs1.org/cbv/MeasurementType-RelativeHumidity", "minValue": 40.5,
             "maxValue": 51, "uom": "A93", "exception": "ALARM_CONDITION"},
            {"type": "example:door", "booleanValue": True},
            angle("azimuth", 0.5, "C81"),
        ],
    }  # fmt: skip
    device, at, values = only("epcis", document(event(epcList=[], sensorElementList=[element])))

    assert device == "urn:epc:id:giai:4000001.111"
    assert at == datetime.fromisoformat("2019-04-02T14:05:00+01:00").timestamp()
    assert values["sensors"] == {
        "relativehumidity_a93_min": 40.5,
        "relativehumidity_a93_max": 51,
        "relativehumidity_a93_exception": "ALARM_CONDITION",
        "door_booleanvalue": True,
        "angle_azimuth_c81": 0.5,
    }


def test_what_is_seen_at_a_read_point_is_seen_there():
    link = "https://id.gs1.org/8004/40000011234"
    told, problems = said("epcis", document(event(epcList=[EPC, link])))

    assert [(device, values["reader"]) for device, _, values in told] == [(EPC, DOCK), (link, DOCK)]
    assert not problems


def test_answers_to_queries_and_single_events_are_read_as_well():
    one = event(epcList=[EPC])
    query = {"type": "EPCISQueryDocument",
             "epcisBody": {"queryResults": {"queryName": "SimpleEventQuery",
                                            "resultsBody": {"eventList": [one]}}}}  # fmt: skip
    assert only("epcis", query) == only("epcis", one) == only("epcis", document(one))


def test_events_of_other_kinds_and_those_taken_back_say_nothing():
    taken_back = {"declarationTime": "2019-04-03T00:00:00Z", "reason": "did_not_occur"}
    others = [event(type="AggregationEvent", parentID=EPC), event(errorDeclaration=taken_back)]

    assert said("epcis", document(*others)) == ([], [])


def test_what_is_wrong_with_one_event_keeps_no_other_out():
    odd = [event(epcList=[EPC], eventTime="yesterday"), event(sensorElementList=[{"x": 1}])]
    told, problems = said("epcis", document(*odd, event(epcList=[EPC])))

    assert len(told) == 1 and problems == ["bad_at", "missing_field"]


@pytest.mark.parametrize("body", [[], {}, {"epcisBody": {"eventList": ["x"]}}, b"<epcis/>"])
def test_what_is_no_document_is_kept_whole(body):
    with pytest.raises(Malformed):
        said("epcis", body)


@pytest.mark.django_db
def test_a_captured_document_is_stored_once_through_the_door(client, token):
    body = document(event(epcList=[EPC], sensorElementList=[SENSOR]))
    how = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {token}"}}

    answers = [client.post("/api/v1/readings/epcis", json.dumps(body), **how) for _ in range(2)]

    assert [answer.json()["stored"] for answer in answers] == [1, 0]
    assert Count.objects.get().duplicate == 1
    assert State.objects.get(device=Device.objects.get(key=EPC)).lat == 50.9
