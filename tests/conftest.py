"""Journeys know the same people and things as the tests beside the slices."""

from wherehold.conftest import *  # noqa: F403
