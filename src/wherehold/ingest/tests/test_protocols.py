"""Decoders: captured messages, and what they say. Nothing here touches a database."""

import json
from datetime import UTC, datetime

import msgspec
import pytest

from wherehold.ingest.protocols import DECODERS, own
from wherehold.ingest.protocols.messages import Bad, Malformed, Message
from wherehold.tracking.instants import to_us
from wherehold.tracking.reading import COLUMNS

CAME = datetime(2026, 3, 2, 12, 0, 0, 250_000, tzinfo=UTC)


def said(protocol, body=b"", kind=None, topic="", **query):
    """Return what a message says, as (device, instant in seconds, the rest)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    asked = {name: [value] for name, value in query.items()}
    kind = ("application/json" if raw else "") if kind is None else kind
    message = Message(raw, to_us(CAME), kind, asked, topic)
    found = DECODERS[protocol](message)
    wires = [one if isinstance(one, Bad) else own.converted(one) for one in found]
    batch, problems = own.together(wires, to_us(CAME))
    names = COLUMNS
    told = []
    for row in range(len(batch)):
        content = zip(names, batch.content(row), strict=True)
        values = {name: value for name, value in content if value is not None}
        if "sensors" in values:
            values["sensors"] = json.loads(values["sensors"])
        told.append((batch.devices[row], int(batch.at_us[row]) / 1e6, values))
    return told, [one.code for one in problems]


def only(*args, **kwargs):
    told, problems = said(*args, **kwargs)
    assert not problems and len(told) == 1
    return told[0]


def seconds(text):
    return datetime.fromisoformat(text).timestamp()


def test_osmand_parameters():
    device, at, values = only(
        "osmand",
        id="123456789012345",
        timestamp="1504763810",
        lat="40.7232948571",
        lon="-74.0061408571",
        bearing="7.19889788244",
        speed="40",
        ignition="true",
        rpm="933",
    )
    assert (device, at) == ("123456789012345", 1504763810)
    assert (values["lat"], values["lon"]) == (40.7232948571, -74.0061408571)
    assert values["speed_mps"] == 20.57776 and values["heading_deg"] == 7.19889788244
    assert values["sensors"] == {"ignition": True, "rpm": 933}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1377177267", 1377177267),
        ("1442068686579", 1442068686.579),
        ("2016-01-27T18:55:47Z", seconds("2016-01-27T18:55:47+00:00")),
        ("2014-06-04 09:10:11", seconds("2014-06-04T09:10:11+00:00")),
        ("", CAME.timestamp()),
    ],
)
def test_osmand_instants(text, at):
    assert only("osmand", deviceid="1", timestamp=text, location="60.0,30.0")[1] == at


def test_osmand_as_a_form_and_without_a_device():
    form = b"id=7&lat=60.0&lon=30.0&timestamp=1377177267"
    assert only("osmand", form, "application/x-www-form-urlencoded")[0] == "7"
    with pytest.raises(Malformed):
        said("osmand", timestamp="1377177267", lat="60.0", lon="30.0")
    assert said("osmand", id="1", timestamp="1377177267", lat="north", lon="1")[1] == ["wrong_type"]


def test_traccar_client():
    body = {
        "device_id": "48241179",
        "location": {
            "timestamp": "2025-06-15T13:45:12.862Z",
            "coords": {"latitude": 37.4219983, "longitude": -122.084, "accuracy": 5,
                       "speed": 0, "heading": -1, "altitude": 5},
            "is_moving": False, "odometer": 0, "event": "motionchange",
            "battery": {"level": 1, "is_charging": False}, "activity": {"type": "still"},
            "extras": {}, "_": "&id=48241179&lat=37.4219983&lon=-122.084",
        },
    }  # fmt: skip
    device, at, values = only("osmand", body, "application/json; charset=utf-8")
    assert (device, at) == ("48241179", seconds("2025-06-15T13:45:12.862+00:00"))
    assert values["battery_pct"] == 100 and values["speed_mps"] == 0
    assert "heading_deg" not in values and values["sensors"]["event"] == "motionchange"
    del body["location"]["coords"]
    assert "lat" not in only("osmand", body)[2]
    with pytest.raises(Malformed):
        said("osmand", {"location": {}})


def test_owntracks_over_http_and_mqtt():
    body = {"cog": 271, "lon": 2.29513, "acc": 5, "vel": 61, "vac": 21, "lat": 48.85833,
            "tst": 1497349316, "alt": 167, "_type": "location", "tid": "JJ", "t": "u",
            "batt": 67}  # fmt: skip
    device, at, values = only("owntracks", body)
    assert (device, at) == ("JJ", 1497349316)
    assert (values["speed_mps"], values["heading_deg"]) == (16.944444, 271)
    assert (values["battery_pct"], values["sensors"]) == (67, {"t": "u", "vac": 21})
    assert only("owntracks", body, u="jane", d="phone")[0] == "jane/phone"
    assert only("owntracks", body, topic="owntracks/jane/phone")[0] == "jane/phone"
    topic = "owntracks/ckrey/22A67880-15C3-41A6-9157-25545C7993AC"
    assert only("owntracks", body | {"topic": topic})[0] == topic.partition("/")[2]


@pytest.mark.parametrize(
    "body", [b"", {"_type": "lwt", "tst": 1}, {"_type": "card"}, {"_type": "of tomorrow"}]
)
def test_owntracks_that_says_nothing_of_a_place(body):
    assert said("owntracks", body) == ([], [])


def test_a_transition_is_a_position_with_what_happened():
    body = {"_type": "transition", "event": "enter", "desc": "Office", "rid": "f7676c",
            "lat": 48.87069, "lon": 2.34916, "acc": 65, "tid": "j1", "t": "c",
            "tst": 1707057574, "wtst": 1610104395}  # fmt: skip
    values = only("owntracks", body)[2]
    assert values["sensors"] == {"desc": "Office", "event": "enter", "rid": "f7676c", "t": "c"}


TAG = {"epc": "NHQle_QAAAAAABYu", "antennaPort": 1, "peakRssiCdbm": -5550, "frequency": 866300}
EVENT = {"timestamp": "2024-08-06T12:00:00.123456Z", "hostname": "impinj-14-46-36",
         "eventType": "tagInventory", "tagInventoryEvent": TAG}  # fmt: skip


def test_impinj_as_array_and_line_by_line():
    device, at, values = only("impinj", [EVENT, {"eventType": "inventoryStatus"}])
    assert device == values["epc"] == "3474257BF40000000000162E"
    assert at == 1722945600.123456
    assert (values["rssi_dbm"], values["antenna"], values["reader"]) == (
        -55.5,
        1,
        "impinj-14-46-36",
    )
    lines = b"\n\n".join(json.dumps(one).encode() for one in (EVENT, EVENT))
    assert len(said("impinj", lines)[0]) == 2


@pytest.mark.parametrize(
    ("epc", "hexed"),
    [
        ("M3Qle_QMDkAAABYu", "3374257BF40C0E400000162E"),
        ("MHQle_cZTkAAABqF", "3074257BF7194E4000001A85"),
        ("____AAAAAAAAAAAA", "FFFFFF000000000000000000"),
    ],
)
def test_impinj_writes_base64_for_addresses(epc, hexed):
    assert only("impinj", [EVENT | {"tagInventoryEvent": {"epc": epc}}])[0] == hexed


@pytest.mark.parametrize("epc", ["AB+/", "", "A"])
def test_impinj_bad_base64_is_refused_alone(epc):
    told, problems = said("impinj", [EVENT, EVENT | {"tagInventoryEvent": {"epc": epc}}])
    assert len(told) == 1 and problems == ["bad_epc"]


def test_zebra():
    read = {"data": {"CRC": "518e", "PC": "3000", "antenna": 1, "channel": 927.25, "eventNum": 194,
                     "format": "epc", "idHex": "ad99160040aac99525000025", "peakRssi": -54,
                     "phase": 0.0, "reads": 9},
            "timestamp": "2023-02-24T10:14:42.851+0000", "type": "INVENTORY"}  # fmt: skip
    beat = {"component": "RG", "data": {"radio_control": {}}, "type": "heartbeat"}
    device, at, values = only("zebra", [read, beat], reader="dock-3")
    assert (device, at) == ("AD99160040AAC99525000025", 1677233682.851)
    assert (values["reader"], values["rssi_dbm"], values["sensors"]["reads"]) == ("dock-3", -54, 9)


def test_bluetooth_gateways_say_who_hears_in_the_topic_and_not_when():
    beacon = {"id": "60:87:57:4C:9B:C2", "mac_type": 1, "rssi": -78, "distance": 7.85,
              "brand": "GENERIC", "model": "iBeacon", "model_id": "IBEACON", "mfid": "4c00",
              "uuid": "1de4b189115e45f6b44e509352269977", "major": 0, "minor": 0,
              "txpower": -66}  # fmt: skip
    device, at, values = only("theengs", beacon, topic="home/gate-1/BTtoMQTT/6087574C9BC2")
    assert device == "1de4b189115e45f6b44e509352269977-0-0"
    assert at == int(CAME.timestamp())
    assert (values["reader"], values["rssi_dbm"]) == ("gate-1", -78)
    assert values["sensors"]["distance"] == 7.85


@pytest.mark.parametrize(
    ("heard", "device"),
    [
        (
            {"manufacturerdata": "4c000215fda50693a4e24fb1afcfc6eb0764782527114cb9c5"},
            "fda50693a4e24fb1afcfc6eb07647825-10001-19641",
        ),
        (
            {
                "servicedatauuid": "0xfeaa",
                "servicedata": "00e8112233445566778899aabbccddeeff000000",
            },
            "112233445566778899aa-bbccddeeff00",
        ),
        ({"servicedata": "fe00aa"}, "45:E1:74:12:6E:00"),
    ],
)
def test_beacons_are_known_by_what_they_call_themselves(heard, device):
    assert only("theengs", {"id": "45:e1:74:12:6e:00", "rssi": -89} | heard)[0] == device


UPLINK = {
    "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
    "time": "2022-07-18T09:34:15.775023242+00:00",
    "deviceInfo": {"devEui": "0101010101010101", "deviceName": "Test device"},
    "fPort": 1,
    "data": "qg==",
    "object": {"temperature": 4.5, "latitude": 52.5, "nested": {"a": 1}},
    "rxInfo": [
        {"gatewayId": "0016c001f153a14c", "rssi": -96},
        {"gatewayId": "aa16c001f153a14c", "rssi": -36},
    ],
}


def test_chirpstack():
    device, at, values = only("chirpstack", UPLINK, event="up")
    assert (device, at) == ("0101010101010101", 1658136855.775023)
    # What is zero is left out: the longitude here.
    assert (values["lat"], values["lon"]) == (52.5, 0)
    assert (values["reader"], values["rssi_dbm"]) == ("aa16c001f153a14c", -36)
    assert values["sensors"] == {"fport": 1, "temperature": 4.5}
    assert said("chirpstack", UPLINK, event="join") == ([], [])
    place = UPLINK | {"object": {}, "location": {"latitude": 37.3, "longitude": -8.8}}
    topic = "application/17c82e96/device/0101010101010101/event/location"
    assert only("chirpstack", place, topic=topic)[2]["lon"] == -8.8


def test_the_things_stack():
    body = {
        "end_device_ids": {"device_id": "dev1", "dev_eui": "0004A30B001C0530"},
        "received_at": "2020-02-12T15:15:45.787Z",
        "uplink_message": {
            "f_port": 1,
            "decoded_payload": {"temperature": 1.0, "battery": 80},
            "rx_metadata": [{"gateway_ids": {"gateway_id": "gtw1"}, "rssi": -35}],
            "received_at": "2020-02-12T15:15:45.700123456Z",
        },
    }
    device, at, values = only("tts", body)
    assert (device, at) == ("0004A30B001C0530", 1581520545.700123)
    assert (values["battery_pct"], values["reader"]) == (80, "gtw1")
    assert said("tts", {"end_device_ids": {"device_id": "x"}, "join_accept": {}}) == ([], [])


def test_overland():
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-122.030581, 37.3318]},
        "properties": {"timestamp": "2015-10-01T08:00:00-0700", "altitude": 0, "speed": 4,
                       "horizontal_accuracy": 30, "motion": ["driving"], "battery_level": 0.8,
                       "device_id": "phone"},
    }  # fmt: skip
    told, problems = said("overland", {"locations": [feature, {"type": "Feature"}]})
    assert problems == ["incomplete_position"]
    [(device, at, values)] = told
    assert (device, at) == ("phone", seconds("2015-10-01T15:00:00+00:00"))
    assert (values["lat"], values["battery_pct"]) == (37.3318, 80)


GPX = b"""<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<trk><trkseg><trkpt lat="52.5" lon="13.4"><ele>34.5</ele><time>2026-03-01T10:00:00Z</time></trkpt>
<trkpt lat="52.6" lon="13.4"/></trkseg></trk></gpx>"""


def test_gpx():
    told, problems = said("gpx", GPX, device="car")
    assert problems == ["bad_at"]
    assert told[0][0] == "car" and told[0][2] == {"lat": 52.5, "lon": 13.4, "altitude_m": 34.5}
    with pytest.raises(Malformed):
        said("gpx", b"<!DOCTYPE x [<!ENTITY a 'b'>]><gpx>&a;</gpx>")
    with pytest.raises(Malformed):
        said("gpx", b"<gpx>")


def test_nmea():
    lines = (
        b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
        b"$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230323,003.1,W*66\r\n"
        b"$GPRMC,123520,A,4807.038,N,01131.000,E,022.4,084.4,230323,003.1,W*00\r\n"
        b"$GPRMC,123521,V,,,,,,,230323,,*34\r\n"
    )
    told, problems = said("nmea", lines, device="boat")
    assert problems == ["bad_checksum"]
    [(device, at, values)] = told
    assert (device, at) == ("boat", seconds("2023-03-23T12:35:19+00:00"))
    assert (values["lat"], values["lon"], values["altitude_m"]) == (48.1173, 11.5166667, 545.4)
    assert values["speed_mps"] == 11.5235


@pytest.mark.parametrize("protocol", DECODERS)
@pytest.mark.parametrize("body", [b"hello", b"[1]", b'{"a":', b"\xff\xfe", b"{}"])
def test_whatever_comes_is_malformed_or_says_nothing(protocol, body):
    try:
        told, _ = said(protocol, body)
    except Malformed:
        return
    assert told == []


def test_messagepack_says_the_same_as_json():
    readings = [
        {"device": "a", "at": 1772449200, "lat": 52.5, "lon": 13.4, "sensors": {"t": 1}},
        {"device": "a", "at": 1772449201, "lat": float("nan"), "lon": 13.4},
        {"device": "a", "at": CAME, "lat": 52.5, "lon": 13.4},
    ]
    packed, problems = own.decode(
        msgspec.msgpack.encode(readings), "application/msgpack", to_us(CAME)
    )
    assert [one.code for one in problems] == ["not_a_number"]
    plain, _ = own.decode(json.dumps(readings[:1]).encode(), "application/json", to_us(CAME))
    assert packed.content(0) == plain.content(0) and packed.at_us[0] == plain.at_us[0]
    with pytest.raises(Malformed):
        own.decode(b"\xc1", "application/msgpack", to_us(CAME))
