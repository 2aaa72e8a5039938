"""Files as they are written: YAML to plain data with places, and the shapes of the files."""
