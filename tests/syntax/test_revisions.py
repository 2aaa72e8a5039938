"""Files of revisions, read out of git repositories as they are met."""

from __future__ import annotations

from pathlib import Path

import pytest
from review.history import commit, git

from rulec.syntax.files import LARGEST_FILE
from rulec.syntax.folder import folder_texts, read_files, read_folder
from rulec.syntax.revisions import NoRevisionError, Repository, repository_of

RULES = "policy: service\nrules: []\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a rules folder two levels down, on a branch `main`."""
    top = tmp_path / "top"
    (top / "a b" / "rules" / "tables").mkdir(parents=True)
    (top / "a b" / "rules" / "a.yaml").write_text(RULES, encoding="utf-8")
    (top / "a b" / "rules" / "tables" / "t.csv").write_text("a\nø\n", encoding="utf-8")
    git(top, "init", "--quiet", "--initial-branch=main")
    commit(top, "first")
    return top / "a b" / "rules"


def texts(repository: Repository, revision: str) -> dict[str, str | None]:
    readers = repository.files(repository.commit(revision))
    assert readers is not None
    sources = {name: reader(name)[0] for name, reader in readers.items()}
    return {name: None if found is None else found.text for name, found in sources.items()}


def test_the_files_of_a_revision_are_those_that_were_there(folder: Path):
    before = folder_texts(folder)
    (folder / "a.yaml").write_text(RULES + "default: {reject: true}\n", encoding="utf-8")
    (folder / "b.yml").write_text(RULES, encoding="utf-8")
    (folder / "tables" / "t.csv").unlink()
    commit(folder, "second")
    repository = repository_of(folder)
    assert texts(repository, "HEAD~1") == before
    assert texts(repository, "HEAD") == folder_texts(folder)
    assert texts(repository, "main^") == before


def test_the_same_files_belong_to_the_rules_as_on_the_disk(folder: Path):
    for name in (".hidden.yaml", "~$t.csv", "notes.txt", ".x/a.yaml", "d/e/f.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(RULES, encoding="utf-8")
    commit(folder, "second")
    found = texts(repository_of(folder), "HEAD")
    assert found == folder_texts(folder)
    assert [*found] == ["a.yaml", "d/e/f.yaml", "tables/t.csv"]


def test_paths_are_shown_as_the_user_knows_them(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder.parent)
    repository = repository_of(Path("rules"))
    readers = repository.files(repository.commit("main"))
    assert readers is not None
    files, problems = read_files(readers, "rules", "main:")
    assert problems == []
    assert [file.source.path for file in files] == ["main:rules/a.yaml", "main:rules/tables/t.csv"]
    assert [file.path for file in files] == ["a.yaml", "tables/t.csv"]
    monkeypatch.chdir(folder)
    files, _ = read_files(readers, ".", "main:")
    assert files[0].source.path == "main:a.yaml"


def test_the_work_tree_and_the_index_are_left_alone(folder: Path):
    (folder / "a.yaml").write_text("changed", encoding="utf-8")
    (folder / "new.yaml").write_text("new", encoding="utf-8")
    git(folder, "add", "--intent-to-add", str(folder / "new.yaml"))
    state = git(folder, "status", "--porcelain")
    index = (folder.parents[1] / ".git" / "index").read_bytes()
    texts(repository_of(folder), "HEAD")
    assert git(folder, "status", "--porcelain") == state
    assert (folder.parents[1] / ".git" / "index").read_bytes() == index
    assert (folder / "a.yaml").read_text(encoding="utf-8") == "changed"


@pytest.mark.parametrize(
    "revision",
    ["nowhere", "--help", "-x", "--output=/tmp/x", "HEAD:rules", "", "a b", "HEAD\n", "main\0",
     "..", "$(touch x)", "; touch x", "HEAD^{tree}"],
)  # fmt: skip
def test_what_is_no_revision_is_never_an_option_or_a_command(folder: Path, revision: str):
    before = sorted(folder.rglob("*"))
    with pytest.raises(NoRevisionError) as caught:
        repository_of(folder).commit(revision)
    assert "there is no revision" in caught.value.message
    assert caught.value.revision == revision
    assert sorted(folder.rglob("*")) == before


def test_a_branch_that_only_the_remote_has_is_suggested(folder: Path, tmp_path: Path):
    git(folder, "branch", "feature")
    git(tmp_path, "clone", "--quiet", str(folder.parents[1]), str(tmp_path / "clone"))
    with pytest.raises(NoRevisionError) as caught:
        repository_of(tmp_path / "clone" / "a b" / "rules").commit("feature")
    assert caught.value.hint == "did you mean `origin/feature`?"
    with pytest.raises(NoRevisionError) as caught:
        repository_of(folder).commit("featrue")
    assert caught.value.hint == "did you mean `feature`?"


def test_a_folder_that_a_revision_does_not_have(folder: Path):
    other = folder.parent / "other"
    assert repository_of(other).files(repository_of(folder).commit("HEAD")) is None
    assert repository_of(other / "deeper").inside == "a b/other/deeper"
    file = repository_of(folder / "a.yaml")
    with pytest.raises(NoRevisionError, match="is not a folder"):
        file.files(file.commit("HEAD"))


def test_the_top_of_a_repository_as_the_folder(folder: Path):
    repository = repository_of(folder.parents[1])
    assert repository.inside == ""
    assert "a b/rules/a.yaml" in texts(repository, "HEAD")


def test_a_folder_that_is_in_no_repository(tmp_path: Path):
    with pytest.raises(NoRevisionError, match="is not in a git repository") as caught:
        repository_of(tmp_path)
    assert "rulec diff OLD NEW" in caught.value.hint


def test_a_machine_without_git(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(NoRevisionError, match="there is no git on this machine"):
        repository_of(folder)


def test_what_git_sets_for_hooks_does_not_lead_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    git(tmp_path, "init", "--quiet", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert "a.yaml" in texts(repository_of(folder), "HEAD")


def test_links(folder: Path):
    shared = folder.parent / "shared.yaml"
    shared.write_text(RULES, encoding="utf-8")
    (folder / "inside.yaml").symlink_to("../shared.yaml")
    (folder / "outside.yaml").symlink_to("/etc/hostname")
    (folder / "dangling.yaml").symlink_to("nothing.yaml")
    commit(folder, "links")
    readers = repository_of(folder).files(repository_of(folder).commit("HEAD"))
    assert readers is not None
    source, problems = readers["inside.yaml"]("x.yaml")
    assert (source and source.text, problems) == (RULES, [])
    for name in ("outside.yaml", "dangling.yaml"):
        source, (problem,) = readers[name](name)
        assert source is None
        assert "a link to something that the revision does not have" in problem.message


def test_a_folder_that_became_a_link_and_one_that_was_one(folder: Path):
    before = folder_texts(folder)
    other = folder.parent / "other"
    other.mkdir()
    (other / "c.yaml").write_text(RULES, encoding="utf-8")
    folder.rename(folder.parent / "kept")
    folder.symlink_to("other")
    commit(folder.parent, "a link")
    repository = repository_of(folder)
    assert repository.inside == "a b/rules"
    assert texts(repository, "HEAD~1") == before
    assert texts(repository, "HEAD") == folder_texts(folder) == {"c.yaml": RULES}
    # The same of a folder above it.
    folder.parent.rename(folder.parents[1] / "moved")
    folder.parent.symlink_to("moved")
    repository = repository_of(folder)
    assert texts(repository, "HEAD~1") == before
    assert texts(repository, "HEAD") == folder_texts(folder)


def test_a_link_to_no_folder_of_the_revision(folder: Path):
    folder.rename(folder.parent / "kept")
    folder.symlink_to("nowhere")
    commit(folder.parent, "a link")
    repository = repository_of(folder)
    with pytest.raises(NoRevisionError, match="is not a folder in"):
        repository.files(repository.commit("HEAD"))


def test_a_submodule_among_the_rules(folder: Path):
    for name in (".hidden", "sub"):
        other = folder / name
        other.mkdir()
        git(other, "init", "--quiet", "--initial-branch=main")
        (other / "b.yaml").write_text(RULES, encoding="utf-8")
        commit(other, "other")
        repository = repository_of(folder)
        commit(folder, name)
    assert "a.yaml" in texts(repository, "HEAD~1")
    with pytest.raises(NoRevisionError, match="`sub` is a submodule"):
        repository.files(repository.commit("HEAD"))


def test_files_that_cannot_be_read_are_told_as_on_the_disk(folder: Path):
    (folder / "large.yaml").write_text("x" * (LARGEST_FILE + 1), encoding="utf-8")
    (folder / "latin.yaml").write_bytes("é".encode("latin-1"))
    (folder / "book.csv").write_bytes(b"PK\x03\x04")
    (folder / "mark.yaml").write_bytes(b"\xef\xbb\xbf" + RULES.encode())
    commit(folder, "odd")
    readers = repository_of(folder).files(repository_of(folder).commit("HEAD"))
    assert readers is not None
    _, there = read_folder(folder)
    _, here = read_files(readers, folder.as_posix())
    assert [(p.code, p.message, str(p.span)) for p in here] == [
        (p.code, p.message, str(p.span)) for p in there
    ]
    assert {p.code.name for p in here} == {"too-large", "not-utf-8", "bad-table"}


def test_names_of_files_with_odd_signs(folder: Path):
    for name in ("ä.yaml", "a b.yaml", 'q"q.yaml', "-x.yaml", "tab\tx.yaml", "new\nline.yaml"):
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "odd\nlink.yaml").symlink_to("a.yaml")
    commit(folder, "names")
    found = texts(repository_of(folder), "HEAD")
    assert found.pop("odd\nlink.yaml") is None
    expected = folder_texts(folder)
    del expected["odd\nlink.yaml"]
    assert found == expected


def test_where_two_branches_parted(folder: Path):
    first = repository_of(folder).commit("HEAD")
    git(folder, "checkout", "--quiet", "-b", "feature")
    commit(folder, "on the branch")
    git(folder, "checkout", "--quiet", "main")
    commit(folder, "on main")
    repository = repository_of(folder)
    assert repository.fork(repository.commit("main"), repository.commit("feature")) == first


def test_commits_without_a_common_past(folder: Path):
    git(folder, "checkout", "--quiet", "--orphan", "other")
    commit(folder, "from nowhere")
    repository = repository_of(folder)
    with pytest.raises(NoRevisionError, match="have no commit in common") as caught:
        repository.fork(repository.commit("main"), repository.commit("other"))
    assert caught.value.hint == "write `A..B` to compare them all the same"


def test_a_shallow_clone_lacks_the_past(folder: Path, tmp_path: Path):
    git(folder, "checkout", "--quiet", "-b", "feature")
    commit(folder, "on the branch")
    git(folder, "checkout", "--quiet", "main")
    commit(folder, "on main")
    source = f"file://{folder.parents[1]}"
    clone = tmp_path / "clone"
    options = ("--quiet", "--depth=1", "--no-single-branch")
    git(tmp_path, "clone", *options, source, str(clone))
    repository = repository_of(clone / "a b" / "rules")
    with pytest.raises(NoRevisionError, match="in common that is here") as caught:
        repository.fork(repository.commit("origin/main"), repository.commit("origin/feature"))
    assert "git fetch --unshallow" in caught.value.hint
    with pytest.raises(NoRevisionError) as caught:
        repository.commit("HEAD~1")
    assert "shallow" in caught.value.hint
