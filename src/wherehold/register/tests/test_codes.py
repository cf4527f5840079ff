"""Codes as they are looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wherehold.register.codes import key_of

KINDS = ("tag", "serial", "mac", "imei", "epc", "other")


@given(st.sampled_from(KINDS), st.text())
def test_a_key_is_its_own_key(kind, value):
    key = key_of(kind, value)
    assert key_of(kind, key) == key


@given(st.sampled_from(KINDS), st.text("abcXYZ0189", min_size=1))
def test_case_width_and_surrounding_space_tell_nothing_apart(kind, value):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in value)
    assert len({key_of(kind, v) for v in (value, value.upper(), f" {value}\t", wide)}) == 1


@pytest.mark.parametrize("written", ["8C:1D:96:4A:0E:77", "8c-1d-96-4a-0e-77", "8c1d.964a.0e77"])
def test_separators_mean_nothing_in_a_mac(written):
    assert key_of("mac", written) == "8c1d964a0e77"
    assert key_of("serial", "A-1") != key_of("serial", "A1")
