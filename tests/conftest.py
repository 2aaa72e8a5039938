"""What every test may ask for."""

import pytest
from jinja210 import jinja_2_10

__all__ = ["jinja_2_10", "pytest_addoption"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--campaign",
        type=int,
        default=0,
        metavar="N",
        help="properties: at least N comparisons with new random seeds, on every core",
    )
