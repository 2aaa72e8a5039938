"""JSON Schemas, with which editors complete rule files and explain every key.

They derive from the shapes, the catalogue and the operators, so they never fall behind. They are
milder than `rulec check`: whatever it accepts, they accept. Another one is that of a review.
"""

from __future__ import annotations

import json

from rulec.json_schema.files import project_schema, rule_set_schema, test_file_schema
from rulec.json_schema.result_reviews import diff_schema
from rulec.resolve.context import Facts

__all__ = ["schemas"]


def schemas(facts: Facts | None = None) -> dict[str, str]:
    """The text of each schema by its file name.

    With the facts of a project, the schemas also know its system locations and the response fields
    that it declares.
    """
    known = facts or Facts()
    every = {
        "project.json": project_schema(),
        "rule-set.json": rule_set_schema(known),
        "test-file.json": test_file_schema(known),
        "diff.json": diff_schema(),
    }
    return {
        name: f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n"
        for name, schema in every.items()
    }
