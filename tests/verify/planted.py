"""Where planted bugs are registered."""

BUGS = {}


def bug(suite):
    """Registers a planted bug under its function's name."""

    def register(plant):
        BUGS[plant.__name__] = (suite, plant)
        return plant

    return register
