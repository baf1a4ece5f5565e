"""The tree, as each person may see it."""

import pytest

from locanext.domain.errors import BadInput, NotAllowed, NotFound
from locanext.domain.project import Tree
from locanext.store import projects
from locanext.store.errors import told
from tests.servers import Database


def test_a_tree_with_everything(database: Database) -> None:
    conn = database.connect("boss")
    game = projects.create_project(conn, "게임", "PC", "ko")
    other = projects.create_project(conn, "Another", "", "ja")
    folder = projects.create_folder(conn, game, None, "Story")
    inner = projects.create_folder(conn, game, folder, "Act 1")
    database.file(game, name="b.txt")
    first = database.file(game, ["x"], name="a.txt", language="de")
    tree = projects.tree(conn)
    assert [(p.id, p.name, p.platform, p.source_language, p.can_edit) for p in tree.projects] == [
        (other, "Another", "", "ja", True),
        (game, "게임", "PC", "ko", True),
    ]
    assert {(f.id, f.project_id, f.parent_id, f.name) for f in tree.folders} == {
        (folder, game, None, "Story"),
        (inner, game, folder, "Act 1"),
    }
    assert [(f.name, f.language, f.segment_count) for f in tree.files] == [("a.txt", "de", 1), ("b.txt", "en", 3)]
    assert projects.file(conn, first) == tree.files[0]
    assert (tree.files[0].seq, tree.files[0].done_count, tree.files[0].layout) == (1, 0, {})


def test_others_see_what_they_may(database: Database) -> None:
    project = database.project(members={"kim": "edit", "rev": "read"})
    file = database.file(project)
    assert [p.can_edit for p in projects.tree(database.connect("kim")).projects] == [True]
    assert [p.can_edit for p in projects.tree(database.connect("rev")).projects] == [False]
    out = database.connect("out")
    assert projects.tree(out) == Tree()
    with pytest.raises(NotFound):
        projects.file(out, file)


def test_a_file_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound):
        projects.file(database.connect("boss"), 4711)


def test_only_managers_make_projects(database: Database) -> None:
    with pytest.raises(NotAllowed), told():
        projects.create_project(database.connect("kim"), "Mine", "", "ko")


def test_only_a_projects_managers_make_folders_and_throw_away(database: Database) -> None:
    project = database.project()
    file, conn = database.file(project), database.connect("kim")
    with pytest.raises(NotAllowed), told():
        projects.create_folder(conn, project, None, "F")
    with pytest.raises(NotAllowed), told():
        projects.trash_file(conn, file, gone=True)


def test_a_folder_belongs_to_its_project(database: Database) -> None:
    conn = database.connect("boss")
    folder = projects.create_folder(conn, database.project("A"), None, "F")
    with pytest.raises(NotFound), told():
        projects.create_folder(conn, database.project("B"), folder, "Inside of another project")


def test_the_same_folder_name_in_another_place(database: Database) -> None:
    conn, project = database.connect("boss"), database.project()
    folder = projects.create_folder(conn, project, None, "F")
    assert projects.create_folder(conn, project, folder, "F") != folder
    with pytest.raises(BadInput, match="folder of this name"), told():
        projects.create_folder(conn, project, None, "F")


def test_into_the_trash_and_out(database: Database) -> None:
    conn = database.connect("boss")
    file = database.file(database.project())
    projects.trash_file(conn, file, gone=True)
    assert projects.tree(conn).files == ()
    with pytest.raises(NotFound):
        projects.file(conn, file)
    projects.trash_file(conn, file, gone=False)
    assert projects.file(conn, file).id == file


def test_out_of_the_trash_when_the_name_is_taken(database: Database) -> None:
    conn, project = database.connect("boss"), database.project()
    old = database.file(project)
    projects.trash_file(conn, old, gone=True)
    database.file(project)
    with pytest.raises(BadInput, match="A file of this name"), told():
        projects.trash_file(conn, old, gone=False)


def test_a_platform_is_shared_by_its_projects(database: Database) -> None:
    conn = database.connect("boss")
    for name in ("A", "B"):
        projects.create_project(conn, name, "모바일", "ko")
    assert [project.platform for project in projects.tree(conn).projects] == ["모바일"] * 2
