"""What every test may ask for."""

import pytest
from hypothesis import settings
from jinja210 import jinja_2_10

# No test asserts a time: a busy machine is no mistake in the project.
settings.register_profile("rulec", deadline=None)
settings.load_profile("rulec")

__all__ = ["jinja_2_10", "pytest_addoption", "update"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--campaign",
        type=int,
        default=0,
        metavar="N",
        help="properties: at least N comparisons with new random seeds, on every core",
    )
    parser.addoption(
        "--update", action="store_true", help="rewrite expected files from what is there now"
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--update"))
