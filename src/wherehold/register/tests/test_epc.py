"""EPC tags: published vectors, every partition, the limits, and what no tag says."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wherehold.project import cli
from wherehold.register import epc, gs1

VECTORS = json.loads(Path(__file__).with_name("epc_vectors.json").read_text())
GOOD = [*VECTORS["published"], *VECTORS["all_partitions"], *VECTORS["limits"]]


@pytest.mark.parametrize("vector", GOOD, ids=lambda v: v["tag"])
def test_hex_and_uri_say_the_same(vector):
    assert epc.read_hex(vector["hex"]).tag_uri == vector["tag"]
    assert epc.read_uri(vector["tag"]).hex == vector["hex"]
    if "element" in vector:
        assert epc.read_hex(vector["hex"]).element_string == vector["element"]
    if "pure" in vector:
        assert epc.read_hex(vector["hex"]).pure_uri == vector["pure"]


@pytest.mark.parametrize("vector", VECTORS["invalid"], ids=lambda v: v["why"])
def test_what_no_tag_says_is_refused(vector):
    with pytest.raises(epc.BadEpc):
        epc.read_hex(vector["hex"])
    assert gs1.epc_elements(vector["hex"]) == {}


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("urn:epc:tag:giai-96:0.0614141.0123", "leading zeros"),
        ("urn:epc:tag:giai-96:0.0614141.32a", "begins"),
        ("urn:epc:tag:giai-96:0.0614141.288230376151711744", "below 288230376151711744"),
        ("urn:epc:tag:grai-96:0.0614141.12345.274877906944", "below 274877906944"),
        ("urn:epc:tag:grai-96:0.0614141.1234.1", "5 digits"),
        ("urn:epc:tag:sgtin-96:0.0614141.812345", "too few"),
        ("urn:epc:tag:giai-96:0.06141.1", "6 to 12 digits"),
        ("urn:epc:tag:giai-96:8.0614141.1", "begins"),
        ("urn:epc:tag:gdti-96:0.0614141.12345.1", "begins"),
        ("urn:epc:id:giai:0614141.5678", "begins"),
    ],
)
def test_a_uri_that_fits_no_tag_is_refused_with_the_reason(uri, why):
    with pytest.raises(epc.BadEpc, match=why):
        epc.read_uri(uri)


@given(st.text(max_size=40))
def test_nothing_that_is_read_breaks_the_reader(text):
    for read in (epc.read_hex, epc.read_uri):
        try:
            read(text)
        except epc.BadEpc:
            continue


@given(st.binary(min_size=11, max_size=11), st.sampled_from([0x30, 0x31, 0x32, 0x33, 0x34]))
def test_whatever_is_read_is_written_back_as_it_was(rest, header):
    tag = bytes([header, *rest]).hex().upper()
    try:
        read = epc.read_hex(tag)
    except epc.BadEpc:
        return
    assert read.hex == tag
    assert epc.read_uri(read.tag_uri) == read


def test_a_company_number_of_twelve_digits_leaves_a_returnable_no_kind():
    tag = epc.made("grai", 0, "952012345678", "", "7")

    assert tag.tag_uri == "urn:epc:tag:grai-96:0.952012345678..7"
    assert epc.read_uri(tag.tag_uri) == tag


def test_a_place_without_extension_has_none_in_its_elements():
    assert epc.made("sgln", 0, "0614141", "12345", "0").element_string == "(414)0614141123452"


@pytest.fixture
def command(capsys):
    """Return a function that runs `wherehold epc …` and returns its exit code and what it said."""

    def run(*words):
        options = cli.build_parser().parse_args(["epc", *words])
        return options.run(options), capsys.readouterr()

    return run


@pytest.mark.parametrize("vector", VECTORS["published"], ids=lambda v: v["tag"])
def test_the_command_line_reads_and_writes_tags(command, vector):
    code, said = command("decode", vector["hex"], "--json")
    assert code == 0 and vector["tag"] in json.loads(said.out).values()
    assert vector["tag"] in command("decode", vector["hex"])[1].out
    assert command("encode", vector["tag"])[1].out.strip() == vector["hex"]


def test_the_command_line_says_what_is_wrong_with_a_tag(command):
    code, said = command("decode", "FFFF")
    assert code == 1 and said.err
    assert command("encode", "urn:epc:tag:giai-96:9.1.1")[0] == 1
