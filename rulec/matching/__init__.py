"""How text, aliases, addresses and the clock are matched, and nothing of rules, scripts or Pexip.

Each primitive has one meaning in two forms: Python for the evaluator, and regex text or arithmetic
for scripts. The forms are written apart, so that comparing them can find a mistake in either.
"""
