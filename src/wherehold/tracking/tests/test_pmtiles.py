"""The installation's own map: pictures from one file, by number, and nothing of broken ones."""

import gzip
import os
import struct

import pytest
from django.db import transaction

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system
from wherehold.tracking import commands, maps, pmtiles
from wherehold.tracking.models import BaseMap
from wherehold.tracking.pmtiles import BadArchive, number

SHAPES, PNG = 1, 2


def numbers(*said):
    """Write numbers of variable length."""
    raw = bytearray()
    for value in said:
        while value > 0x7F:
            raw.append(value & 0x7F | 0x80)
            value >>= 7
        raw.append(value)
    return bytes(raw)


def directory(entries):
    """Write a directory of (tile, run, length, offset or None for right after)."""
    tiles = [one[0] for one in entries]
    steps = [b - a for a, b in zip([0, *tiles], tiles, strict=False)]
    offsets = [0 if one[3] is None else one[3] + 1 for one in entries]
    columns = (steps, [one[1] for one in entries], [one[2] for one in entries], offsets)
    return gzip.compress(numbers(len(entries), *(v for each in columns for v in each)))


def archive(path, root, data, leaf=b"", *, kind=PNG, zooms=(0, 3), inner=2, outer=1, said=b""):
    """Write an archive."""
    begin = pmtiles.HEADER
    about = begin + len(root)
    leaves = about + len(said)
    tiles = leaves + len(leaf)
    longs = (begin, len(root), about, len(said), leaves, len(leaf), tiles, len(data), 0, 0, 0)
    head = b"PMTiles\x03" + struct.pack("<11Q6B", *longs, 1, inner, outer, kind, *zooms)
    path.write_bytes(head.ljust(pmtiles.HEADER, b"\0") + root + said + leaf + data)
    return path


def part(number, raw):
    """Write a field of a vector tile that has a length."""
    return numbers(number << 3 | 2, len(raw)) + raw


def lake():
    """Write a vector tile whose left half is water."""
    line = numbers(9, 0, 0, 26, 4096, 0, 0, 8192, 4095, 0, 15)
    feature = numbers(3 << 3, 3) + part(4, line)
    layer = part(1, b"water") + part(2, feature) + numbers(5 << 3, 4096) + numbers(15 << 3, 2)
    return part(3, layer)


def drawn_map(path):
    """Write an archive of one vector tile, five times, as its usual makers pack it."""
    tile = gzip.compress(lake())
    said = gzip.compress(b'{"attribution": "&copy; <a href=\\"x\\">Lakes</a>"}')
    root = directory([(0, 5, len(tile), 0)])
    return archive(path, root, tile, kind=SHAPES, zooms=(0, 1), outer=2, said=said)


@pytest.fixture
def earth(tmp_path):
    """Zoom 0 and 1 in the root, one of zoom 1 twice, zoom 2 and 3 in a leaf of their own."""
    data = b"world" + b"north" + b"south" + b"deep"
    deep = number(3, 5, 2)
    leaf = directory([(deep, 1, 4, 15)])
    root = directory([(0, 1, 5, 0), (1, 2, 5, None), (3, 1, 5, None), (5, 0, len(leaf), 0)])
    return archive(tmp_path / "earth.pmtiles", root, data, leaf)


def test_tiles_are_numbered_along_the_curve():
    first = [number(1, 0, 0), number(1, 0, 1), number(1, 1, 1), number(1, 1, 0)]
    assert (number(0, 0, 0), first) == (0, [1, 2, 3, 4])
    for zoom in (2, 5):
        side, before = 2**zoom, (4**zoom - 1) // 3
        at = {number(zoom, x, y): (x, y) for x in range(side) for y in range(side)}
        assert sorted(at) == list(range(before, before + 4**zoom))
        steps = [
            abs(at[n][0] - at[n + 1][0]) + abs(at[n][1] - at[n + 1][1])
            for n in range(before, before + 4**zoom - 1)
        ]
        assert set(steps) == {1}, "each lies beside the one before"


def test_pictures_are_found_in_the_root_in_runs_and_in_leaves(earth):
    opened = pmtiles.opened(earth, 1)

    assert opened.kind == "image/png" and opened.zooms == range(4)
    assert opened.tile(0, 0, 0) == b"world"
    assert opened.tile(1, 0, 0) == opened.tile(1, 0, 1) == b"north"
    assert opened.tile(1, 1, 1) == b"south"
    assert opened.tile(3, 5, 2) == b"deep"


@pytest.mark.parametrize("at", [(1, 1, 0), (3, 0, 0), (4, 0, 0), (1, 2, 0), (1, 0, -1), (2, 3, 3)])
def test_what_is_not_there_is_nothing(earth, at):
    assert pmtiles.opened(earth, 2).tile(*at) is None


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"kind": 7}, "pictures"),
        ({"outer": 2}, "pictures"),
        ({"kind": SHAPES, "outer": 3}, "pictures"),
        ({"inner": 4}, "gzip"),
        ({"zooms": (5, 2)}, "zooms"),
    ],
)
def test_what_cannot_be_shown_is_refused(tmp_path, made, why):
    path = archive(tmp_path / "x.pmtiles", directory([(0, 1, 1, 0)]), b"x", **made)
    with pytest.raises(BadArchive, match=why):
        pmtiles.opened(path, 3)


def test_broken_files_are_refused_and_nothing_worse(tmp_path, earth):
    whole = earth.read_bytes()
    for n, raw in enumerate((b"", b"PMTiles\x02", whole[:100])):
        path = tmp_path / f"{n}.pmtiles"
        path.write_bytes(raw)
        with pytest.raises(BadArchive):
            pmtiles.opened(path, 4)
    root = gzip.compress(numbers(9, 1))
    for n, (part, data) in enumerate(
        [(root, b""), (b"junk", b""), (directory([(0, 1, 9, 0)]), b"")]
    ):
        path = archive(tmp_path / f"d{n}.pmtiles", part, data)
        with pytest.raises(BadArchive):
            pmtiles.opened(path, 5).tile(0, 0, 0)
    ring = directory([(0, 0, 40, 0)])
    looped = archive(tmp_path / "ring.pmtiles", ring.ljust(40, b"\0"), b"", ring.ljust(40, b"\0"))
    with pytest.raises(BadArchive):
        pmtiles.opened(looped, 6).tile(0, 0, 0)


@pytest.mark.django_db
def test_maps_show_it_to_those_who_are_signed_in_and_ask_nobody_else(client, ada, earth, settings):
    settings.MAP_FILE = str(earth)
    assert client.get("/map/tiles/0/0/0").status_code in (302, 401, 403)
    client.force_login(ada)

    page = client.get("/map")
    tile = client.get("/map/tiles/0/0/0")

    assert "/map/tiles/{z}/{x}/{y}#3" in page.content.decode()
    assert (tile.status_code, tile.content, tile["Content-Type"]) == (200, b"world", "image/png")
    assert client.get("/map/tiles/9/0/0").status_code == 404
    assert "img-src 'self' data:" in page["Content-Security-Policy"]
    settings.MAP_FILE = str(earth) + ".not"
    assert client.get("/map/tiles/0/0/0").status_code == 404
    assert "/map/tiles" not in client.get("/map").content.decode()


PICTURE = b"\x89PNG" + b"0" * 20


def own_map(tmp_path):
    return archive(tmp_path / "own.pmtiles", directory([(0, 1, len(PICTURE), 0)]), PICTURE)


def brought(client, path):
    with path.open("rb") as file:
        return client.post("/settings/map", {"file": file})


@pytest.mark.django_db(transaction=True)
def test_an_administrator_brings_one_and_takes_it_away(client, ada, tmp_path, settings):
    settings.MAPS_DIR = tmp_path / "maps"
    client.force_login(ada)
    assert brought(client, own_map(tmp_path)).status_code == 302
    assert client.get("/map/tiles/0/0/0").content == PICTURE
    assert "/map/tiles/{z}/{x}/{y}?v=" in client.get("/map").content.decode()
    assert "Your own file" in client.get("/settings/map").content.decode()
    assert client.post("/settings/map/drop").status_code == 302
    assert client.get("/map/tiles/0/0/0").status_code == 404
    assert client.post("/settings/map/drop").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_one_of_shapes_is_handed_on_as_it_is_packed_with_whose_it_is(
    client, ada, tmp_path, settings
):
    settings.MAPS_DIR = tmp_path / "maps"
    client.force_login(ada)
    assert brought(client, drawn_map(tmp_path / "lake")).status_code == 302

    tile = client.get("/map/tiles/0/0/0")
    page = client.get("/map").content.decode()
    assert (tile["Content-Type"], tile["Content-Encoding"]) == (pmtiles.SHAPES, "gzip")
    assert gzip.decompress(tile.content) == lake()
    assert client.get("/map/tiles/2/0/0").status_code == 204, "empty, not a page of its own"
    assert "#1#shapes" in page and "© Lakes" in page


@pytest.mark.django_db(transaction=True)
def test_another_one_takes_its_place_and_the_former_file_goes(client, ada, tmp_path, settings):
    settings.MAPS_DIR = tmp_path / "maps"
    client.force_login(ada)
    brought(client, own_map(tmp_path))
    first = BaseMap.objects.get()
    brought(client, own_map(tmp_path))
    second = BaseMap.objects.get()

    assert second.file != first.file and second.sha256 == first.sha256
    assert [one.name for one in (tmp_path / "maps").iterdir()] == [second.file]


@pytest.mark.django_db(transaction=True)
def test_a_map_that_was_not_committed_is_swept_away_and_the_one_that_is_named_stays(
    boss, tmp_path, settings
):
    settings.MAPS_DIR = tmp_path / "maps"
    pieces = [own_map(tmp_path).read_bytes()]
    commands.keep_map(actor=boss, brought=maps.bring(pieces))
    kept = maps.path()
    with pytest.raises(RuntimeError), transaction.atomic():
        commands.keep_map(actor=boss, brought=maps.bring(pieces))
        raise RuntimeError
    assert maps.path() == kept and len(list(kept.parent.iterdir())) == 2

    assert maps.sweep() == 0, "the other may be on its way yet"
    for one in kept.parent.iterdir():
        os.utime(one, (0, 0))
    assert maps.sweep() == 1
    assert list(kept.parent.iterdir()) == [kept]


@pytest.mark.django_db(transaction=True)
def test_what_is_hostile_is_refused_and_leaves_nothing(client, ada, tmp_path, settings):
    settings.MAPS_DIR = tmp_path / "maps"
    client.force_login(ada)
    bomb = gzip.compress(b"\0" * (2**24 + 1))
    endless = gzip.compress(b"\xff" * 99)
    bad = [
        archive(tmp_path / "bomb", bomb, PICTURE),
        archive(tmp_path / "endless", endless, PICTURE),
        archive(tmp_path / "html", directory([(0, 1, 9, 0)]), b"<script></script>"),
        archive(tmp_path / "empty", directory([]), b""),
        archive(tmp_path / "shapes", directory([(0, 1, 9, 0)]), b"<script></script>", kind=SHAPES),
        archive(tmp_path / "packed", directory([(0, 1, len(bomb), 0)]), bomb, kind=SHAPES, outer=2),
        archive(tmp_path / "short", directory([(0, 1, 2**21, 0)]), PICTURE),
    ]
    for one in bad:
        assert brought(client, one).status_code == 415
    assert list((tmp_path / "maps").iterdir()) == []


@pytest.mark.django_db
def test_nobody_else_brings_one(client, earth):
    anybody = accounts.create_user(actor=system("t"), email="e@example.org", role="finance")
    client.force_login(anybody)
    assert brought(client, earth).status_code == 403
    assert client.get("/settings/map").status_code == 403


@pytest.mark.django_db
def test_one_that_is_too_large_is_refused(client, ada, earth, tmp_path, settings, monkeypatch):
    settings.MAPS_DIR = tmp_path / "maps"
    monkeypatch.setattr("wherehold.tracking.maps.BYTES_MAX", 99)
    client.force_login(ada)
    assert brought(client, earth).status_code == 413
