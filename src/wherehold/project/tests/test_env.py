import pytest
from django.core.exceptions import ImproperlyConfigured

from wherehold.project import env


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """Keep what these tests declare out of the product's settings."""
    monkeypatch.setattr(env, "DECLARED", {})
    return env.DECLARED


def test_a_text_is_the_variable_or_the_default(monkeypatch):
    monkeypatch.setenv("WHEREHOLD_A", " given ")

    assert env.text("WHEREHOLD_A", "default", "A.") == "given"
    assert env.text("WHEREHOLD_B", "default", "B.") == "default"


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    monkeypatch.setenv("WHEREHOLD_A_FILE", str(file))

    assert env.secret("WHEREHOLD_A", "A.") == "from the file"


def test_a_secret_given_twice_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("WHEREHOLD_A", "one")
    monkeypatch.setenv("WHEREHOLD_A_FILE", str(tmp_path / "other"))

    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("WHEREHOLD_A", "A.")


def test_a_secret_whose_file_is_missing_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("WHEREHOLD_A_FILE", str(tmp_path / "missing"))

    with pytest.raises(ImproperlyConfigured, match="WHEREHOLD_A_FILE: No such file"):
        env.secret("WHEREHOLD_A", "A.")


@pytest.mark.parametrize("value", ["", "ten", "0", "11", "-1", "1.5", "²"])
def test_a_number_out_of_bounds_is_refused(monkeypatch, value):
    monkeypatch.setenv("WHEREHOLD_A", value)

    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 10"):
        env.number("WHEREHOLD_A", 5, "A.", least=1, most=10)


def test_words_have_commas_between(monkeypatch):
    monkeypatch.setenv("WHEREHOLD_A", " a.example, ,b.example")

    assert env.words("WHEREHOLD_A", "", "A.") == ["a.example", "b.example"]


def test_a_choice_is_one_of_its_options(monkeypatch):
    monkeypatch.setenv("WHEREHOLD_A", "LOUD")

    with pytest.raises(ImproperlyConfigured, match="one of QUIET, LOWD"):
        env.choice("WHEREHOLD_A", "QUIET", "A.", ("QUIET", "LOWD"))


def test_misspelt_settings_are_found(monkeypatch):
    monkeypatch.setenv("WHEREHOLD_A", "a")
    monkeypatch.setenv("WHEREHOLD_TYPO", "a")
    env.text("WHEREHOLD_A", "", "A.")

    assert "WHEREHOLD_TYPO" in env.unknown()
    assert "WHEREHOLD_A" not in env.unknown()
