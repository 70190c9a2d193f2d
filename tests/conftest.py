"""Hypothesis profiles (where CI is set, the same examples every time), and a cache of the tests' own."""

import os

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory):
    """Keep results away from the user's own cache, in subprocesses too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHARPATH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
