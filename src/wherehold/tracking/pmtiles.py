"""Reading a PMTiles archive: one file with all the tiles of a map, found by their number.

Tiles are pictures, or shapes that the browser draws (Mapbox vector tiles).

Pure, but for the file. Tiles are numbered zoom by zoom along Hilbert's curve, so neighbours lie
near to each other; directories say where each lies, those for many tiles in two steps.

Source: PMTiles specification, version 3: header, directories, numbers of variable length.
"""

import os
import re
import struct
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path

import orjson

HEADER, MAGIC, VERSION = 127, b"PMTiles", 3
PLAIN, GZIP = 1, 2
SHAPES = "application/vnd.mapbox-vector-tile"
KINDS = {1: SHAPES, 2: "image/png", 3: "image/jpeg", 4: "image/webp", 5: "image/avif"}
MAGICS = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}
# A vector tile begins with the number and kind of its first layer.
LAYER = b"\x1a"
DEPTH_MAX, DIRECTORY_MAX, TILE_MAX, ZOOM_MAX = 4, 2**24, 2**22, 26
SHIFT_MAX, CREDIT_MAX = 63, 200
_TAG = re.compile(r"<[^<>]*>")
_LAYOUT = struct.Struct("<11Q6B")


class BadArchive(ValueError):
    """The file is no archive of tiles that can be read."""


@dataclass(frozen=True)
class Entry:
    """Where tiles lie: so many from a number on are the same. With a run of 0: a directory."""

    tile: int
    run: int
    length: int
    offset: int


@dataclass(frozen=True)
class Archive:
    """An open archive: where its parts begin, what its tiles are, how far it is zoomed."""

    file: int
    root: tuple[int, int]
    leaves: int
    tiles: int
    packed: bool
    kind: str
    zooms: range
    zipped: bool = False
    credit: str = ""

    @property
    def is_drawn(self) -> bool:
        """Say whether its tiles are shapes that the browser draws, not pictures."""
        return self.kind == SHAPES

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return a tile as it lies there; nothing where the archive has none.

        Raises: BadArchive.
        """
        if zoom not in self.zooms or not (0 <= x < 2**zoom and 0 <= y < 2**zoom):
            return None
        wanted, (offset, length) = number(zoom, x, y), self.root
        for _step in range(DEPTH_MAX):
            entries = _directory(self, offset, length)
            place = bisect_right(entries, wanted, key=lambda one: one.tile) - 1
            if place < 0:
                return None
            found = entries[place]
            if found.run:
                if wanted >= found.tile + found.run:
                    return None
                return _read(self.file, self.tiles + found.offset, found.length, TILE_MAX)
            offset, length = self.leaves + found.offset, found.length
        raise BadArchive("Its directories lie too deep.")


@lru_cache(maxsize=4)
def opened(path: Path, changed_ns: int) -> Archive:
    """Open an archive, once for as long as the file is not changed.

    Raises: BadArchive, OSError.
    """
    del changed_ns
    file = os.open(path, os.O_RDONLY)
    try:
        return _archive(file)
    except BadArchive:
        os.close(file)
        raise


def check(path: Path) -> Archive:
    """Return an archive that somebody brought, if all of it that is looked at is what it says.

    The caller closes its file.

    Raises: BadArchive, OSError.
    """
    archive = opened.__wrapped__(path, 0)
    try:
        if not _is_as_said(archive.kind, _plain(archive, _first(archive))):
            raise BadArchive("Its tiles are none of the kind that it says.")
    except BadArchive:
        os.close(archive.file)
        raise
    return archive


def _is_as_said(kind: str, tile: bytes) -> bool:
    if kind == SHAPES:
        return tile[:1] in (b"", LAYER)
    magic = MAGICS.get(kind, b"")
    return tile.startswith(magic) if magic else tile[4:8] == b"ftyp"


def _plain(archive: Archive, tile: bytes) -> bytes:
    """Return a tile as it is without packing."""
    try:
        return _unpacked(tile) if archive.zipped else tile
    except zlib.error as error:
        raise BadArchive("A tile of it is broken.") from error


def _first(archive: Archive) -> bytes:
    """Return the first tile of an archive."""
    offset, length = archive.root
    for _step in range(DEPTH_MAX):
        entries = _directory(archive, offset, length)
        if not entries:
            break
        if entries[0].run:
            return _read(
                archive.file, archive.tiles + entries[0].offset, entries[0].length, TILE_MAX
            )
        offset, length = archive.leaves + entries[0].offset, entries[0].length
    raise BadArchive("It has no tiles.")


def _archive(file: int) -> Archive:
    head = _read(file, 0, HEADER, HEADER)
    if head[:7] != MAGIC or head[7] != VERSION:
        raise BadArchive("It is no PMTiles archive of version 3.")
    said = _LAYOUT.unpack_from(head, 8)
    root, length, meta, meta_length, leaves, _leaf_length, tiles = said[:7]
    _clustered, inner, outer, kind, least, most = said[11:]
    if inner not in (PLAIN, GZIP):
        raise BadArchive("Its directories are packed by a way other than gzip.")
    if kind not in KINDS or outer > (GZIP if KINDS[kind] == SHAPES else PLAIN):
        raise BadArchive("Its tiles are neither pictures (PNG, JPEG, WebP, AVIF) nor vector tiles.")
    if not least <= most <= ZOOM_MAX:
        raise BadArchive("Its zooms make no sense.")
    zooms = range(least, most + 1)
    return Archive(
        file, (root, length), leaves, tiles, inner == GZIP, KINDS[kind], zooms,
        zipped=outer == GZIP, credit=_credit(file, meta, meta_length, packed=inner == GZIP),
    )  # fmt: skip


def _credit(file: int, offset: int, length: int, *, packed: bool) -> str:
    """Return whose map it is, as the archive says it; nothing where that cannot be read."""
    try:
        raw = _read(file, offset, length, DIRECTORY_MAX)
        said = orjson.loads(_unpacked(raw) if packed else raw)
        words = unescape(_TAG.sub("", str(said.get("attribution", ""))))
    except (BadArchive, zlib.error, ValueError, AttributeError):
        return ""
    return " ".join(words.split())[:CREDIT_MAX]


def number(zoom: int, x: int, y: int) -> int:
    """Return the number of a tile: all of the zooms before, and its place on Hilbert's curve."""
    found: int = (4**zoom - 1) // 3
    side: int = 2**zoom // 2
    while side:
        right, low = int(bool(x & side)), int(bool(y & side))
        found += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
        side //= 2
    return found


@lru_cache(maxsize=256)
def _directory(archive: Archive, offset: int, length: int) -> list[Entry]:
    raw = _read(archive.file, offset, length, DIRECTORY_MAX)
    try:
        numbers = _numbers(_unpacked(raw) if archive.packed else raw)
    except zlib.error as error:
        raise BadArchive("A directory of it is broken.") from error
    count = numbers[0] if numbers else 0
    if len(numbers) < 1 + 4 * count:
        raise BadArchive("A directory of it is too short.")
    steps, runs, lengths, offsets = (
        numbers[1 + part * count : 1 + (part + 1) * count] for part in range(4)
    )
    entries: list[Entry] = []
    tile = 0
    for step, run, size, said in zip(steps, runs, lengths, offsets, strict=True):
        tile += step
        # Nought says: right after the one before.
        begin = entries[-1].offset + entries[-1].length if not said and entries else said - 1
        entries.append(Entry(tile, run, size, begin))
    return entries


def _unpacked(raw: bytes) -> bytes:
    """Return what was packed by gzip, if it is no larger than a directory can be."""
    packed = zlib.decompressobj(wbits=31)
    found = packed.decompress(raw, DIRECTORY_MAX)
    if packed.unconsumed_tail or not packed.eof:
        raise BadArchive("A directory of it is larger than it can be, or ends too early.")
    return found


def _numbers(raw: bytes) -> list[int]:
    """Return numbers of variable length: seven bits a byte, the lowest first."""
    found, value, shift = [], 0, 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        shift += 7
        if shift > SHIFT_MAX:
            raise BadArchive("A number in it is larger than it can be.")
        if not byte & 0x80:
            found.append(value)
            value = shift = 0
    return found


def _read(file: int, offset: int, length: int, most: int) -> bytes:
    if not 0 <= length <= most or not 0 <= offset < 2**63:
        raise BadArchive("A part of it is larger than it can be.")
    raw = os.pread(file, length, offset)
    if len(raw) < length:
        raise BadArchive("It ends too early.")
    return raw
