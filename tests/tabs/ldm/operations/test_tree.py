"""The tree through a workbench, and files by their names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from locanext.domain.errors import BadInput, NotAllowed, NotFound
from locanext.domain.progress import Progress
from locanext.tabs.ldm.operations import tree
from locanext.tabs.ldm.operations.importing import ImportRequest, import_file
from locanext.tabs.ldm.operations.tree import FileName, NewFolder, NewFolders, NewProject, Trash
from locanext.workbench import Workbench
from tests.servers import Database

Opens = Callable[[str], Workbench]


@pytest.fixture
def boss(bench_of: Opens) -> Workbench:
    return bench_of("boss")


def test_making_a_project_and_folders(boss: Workbench) -> None:
    project = tree.create_project(boss, NewProject("  새 게임 ", "PC", "ja"), Progress())
    outer = tree.create_folder(boss, NewFolder(project, " Story "), Progress())
    inner = tree.create_folder(boss, NewFolder(project, "Act 1", outer), Progress())
    found = tree.load_tree(boss, None, Progress())
    assert [(p.name, p.platform, p.source_language) for p in found.projects] == [("새 게임", "PC", "ja")]
    assert {(f.id, f.parent_id, f.name) for f in found.folders} == {(outer, None, "Story"), (inner, outer, "Act 1")}


@pytest.mark.parametrize("name", ["", "  ", "\u3000\t"])
def test_a_name_is_needed(boss: Workbench, database: Database, name: str) -> None:
    with pytest.raises(BadInput, match="needs a name"):
        tree.create_project(boss, NewProject(name), Progress())
    with pytest.raises(BadInput, match="needs a name"):
        tree.create_folder(boss, NewFolder(database.project(), name), Progress())


def test_a_name_that_is_taken(boss: Workbench, database: Database) -> None:
    database.project("Game")
    with pytest.raises(BadInput, match="project of this name"):
        tree.create_project(boss, NewProject("Game "), Progress())


def test_rights(bench_of: Opens, database: Database) -> None:
    project, kim = database.project(), bench_of("kim")
    file = database.file(project)
    with pytest.raises(NotAllowed):
        tree.create_project(kim, NewProject("x"), Progress())
    with pytest.raises(NotAllowed):
        tree.create_folder(kim, NewFolder(project, "x"), Progress())
    with pytest.raises(NotAllowed):
        tree.trash_file(kim, Trash(file), Progress())


def test_the_trash(boss: Workbench, database: Database) -> None:
    file = database.file(database.project())
    tree.trash_file(boss, Trash(file), Progress())
    assert tree.load_tree(boss, None, Progress()).files == ()
    tree.trash_file(boss, Trash(file, gone=False), Progress())
    assert [found.id for found in tree.load_tree(boss, None, Progress()).files] == [file]


def test_a_file_by_its_name(boss: Workbench, database: Database) -> None:
    project = database.project()
    english, german = database.file(project), database.file(project, language="de")
    other = database.file(project, name="대화.txt", language="ja")
    database.file(database.project("Other"))

    def named(file: str, language: str = "", project: str = "Game") -> int:
        return tree.file_named(boss, FileName(project, file, language), Progress()).id

    assert named("대화.txt") == other
    assert (named("a.txt", "en"), named("a.txt", "de")) == (english, german)
    with pytest.raises(BadInput, match=r"folder and language \(a\.txt \(de\), a\.txt \(en\)\)"):
        named("a.txt")
    for wrong in (("b.txt", "", "Game"), ("a.txt", "fr", "Game"), ("A.TXT", "", "Game")):
        with pytest.raises(NotFound, match="There is no file"):
            named(*wrong)
    with pytest.raises(NotFound, match=r"no project Nothing\. Projects: Game, Other\."):
        named("a.txt", project="Nothing")


def bring(bench: Workbench, project: int, path: Path, folder: str) -> int:
    at = tree.create_folders(bench, NewFolders(project, folder), Progress())
    return import_file(bench, ImportRequest(path, project, "en", at), Progress()).file_id


def test_namesakes_in_folders(boss: Workbench, database: Database, tmp_path: Path) -> None:
    project, path = database.project(), tmp_path / "대화.txt"
    path.write_text("A\tB\tC\tD\t1\t하나\tOne\n", "utf-8")
    places = {folder: bring(boss, project, path, folder) for folder in ("Act 1", "Act 1/Scene", "Act 2")}

    def named(file: str, folder: str = "") -> int:
        return tree.file_named(boss, FileName("Game", file, folder=folder), Progress()).id

    for folder, file in places.items():
        assert named("대화.txt", folder) == named(f"{folder}/대화.txt") == file
    assert named("Scene/대화.txt", "Act 1") == places["Act 1/Scene"]
    with pytest.raises(BadInput, match=r"Act 1/Scene/대화\.txt \(en\), Act 1/대화\.txt \(en\), Act 2"):
        named("대화.txt")
    with pytest.raises(NotFound, match="no file Act 3/대화"):
        named("대화.txt", "Act 3")
    top = bring(boss, project, path, "")
    assert named("대화.txt") == top


def test_folders_by_their_path(boss: Workbench, database: Database) -> None:
    project, other = database.project(), database.project("Other")
    inner = tree.create_folders(boss, NewFolders(project, "Act 1/Scene"), Progress())
    assert tree.create_folders(boss, NewFolders(project, "/Act 1/ Scene/"), Progress()) == inner
    assert tree.create_folders(boss, NewFolders(other, "Act 1/Scene"), Progress()) != inner
    assert tree.create_folders(boss, NewFolders(project, " / "), Progress()) is None
    folders = [folder for folder in tree.load_tree(boss, None, Progress()).folders if folder.project_id == project]
    assert sorted(folder.name for folder in folders) == ["Act 1", "Scene"]


def test_a_trashed_file_by_its_name(boss: Workbench, database: Database) -> None:
    project = database.project()
    old = database.file(project)
    tree.trash_file(boss, Trash(old), Progress())
    new = database.file(project)
    tree.trash_file(boss, Trash(new), Progress())
    there = database.file(project)
    assert [file.id for file in tree.load_tree(boss, None, Progress()).files] == [there]
    assert {file.id for file in tree.load_trash(boss, None, Progress()).files} == {old, new}
    assert tree.file_named(boss, FileName("Game", "a.txt"), Progress()).id == there
    assert tree.file_named(boss, FileName("Game", "a.txt", trashed=True), Progress()).id == new


def test_without_any_project(bench_of: Opens) -> None:
    with pytest.raises(NotFound, match="Projects: none"):
        tree.project_named(tree.load_tree(bench_of("out"), None, Progress()), "Game")
