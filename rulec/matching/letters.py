"""Letter case as rules know it: A to Z, and no other letters of Unicode."""

from __future__ import annotations

from functools import lru_cache

_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


@lru_cache(maxsize=1024)
def lower_a_to_z(text: str) -> str:
    """`text` with the letters A to Z, and no others, in lower case.

    Kept, because each rule asks for its operands, and many rules for the same value.
    """
    return text.translate(_LOWER)
