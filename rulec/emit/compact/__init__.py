"""Rule sets as tables: how thousands of rules fit a script, and are found without asking each."""
