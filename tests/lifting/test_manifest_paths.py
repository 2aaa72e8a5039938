"""A manifest names scripts of its own folder, and nothing else is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lifting.scripts import ROOT, SECRETS

from rulec.committed import verify_folder
from rulec.manifest import NoManifestError
from rulec.pipeline import read


@pytest.mark.parametrize(
    "path",
    ["a\0b", "a/b\0.j2", "\ud800", "a/\ud800.j2", "../../etc/passwd", "../service.j2",
     "/etc/passwd", "/service.j2", "C:/service.j2", "a\\b/service.j2", "a/b/c.j2", "", "a/../b.j2"],
)  # fmt: skip
def test_other_paths_are_refused(tmp_path: Path, path: str):
    script = {"path": path, "sha256": "", "sources": ""}
    manifest = {"format": 1, "scripts": [script]}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    checked = read(ROOT / "rules", SECRETS)
    with pytest.raises(NoManifestError) as raised:
        verify_folder(tmp_path, checked, lambda _: None)
    assert f"lists {path!a}, which is no path of a script" in str(raised.value)
