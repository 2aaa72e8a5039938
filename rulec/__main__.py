"""The `rulec` command; also `python -m rulec`."""

from __future__ import annotations

import gc
import sys

from rulec.version import VERSION


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Asked by scripts and installers again and again, so it answers before anything is loaded.
        sys.stdout.write(f"rulec {VERSION}\n")
        return
    # What a command makes lives until its end: looking for garbage all the time finds hardly any.
    gc.set_threshold(50_000, 20, 100)
    try:
        from rulec.cli.run import run  # noqa: PLC0415  see above
    except KeyboardInterrupt:
        # What `run` answers too, once it is loaded.
        sys.exit(130)
    sys.exit(run())


if __name__ == "__main__":
    main()
