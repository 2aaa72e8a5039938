"""What every test may ask for."""

from jinja210 import jinja_2_10

__all__ = ["jinja_2_10"]
