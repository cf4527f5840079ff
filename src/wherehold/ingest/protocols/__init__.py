"""One file for each way in which devices speak: a message in, readings out, nothing else."""

from collections.abc import Callable

from wherehold.ingest.protocols import (
    chirpstack,
    epcis,
    gpx,
    impinj,
    nmea,
    osmand,
    overland,
    owntracks,
    theengs,
    tts,
    zebra,
)
from wherehold.ingest.protocols.messages import Bad, Message, Said

Decode = Callable[[Message], list[Said | Bad]]
# By the word that stands in the address: /api/v1/readings/<word>.
DECODERS: dict[str, Decode] = {
    "osmand": osmand.decode,
    "owntracks": owntracks.decode,
    "overland": overland.decode,
    "impinj": impinj.decode,
    "zebra": zebra.decode,
    "theengs": theengs.decode,
    "chirpstack": chirpstack.decode,
    "tts": tts.decode,
    "epcis": epcis.decode,
    "gpx": gpx.decode,
    "nmea": nmea.decode,
}
