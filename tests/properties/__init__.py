"""Laws of the language, tried on drawn rules and drawn calls.

The ordinary run is the same every time:

    python -m pytest tests/properties

A campaign draws with new seeds, which it prints, on every core until so many answers are compared:

    python -m pytest tests/properties --campaign 10000000

A seed of a campaign is tried again with

    PYTHONPATH=tests python -m properties.agreement SEED
"""
