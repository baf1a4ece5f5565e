"""The sample project is brought in once, and completed when it is not whole."""

from collections.abc import Callable

import pytest

from locanext import sample
from locanext.domain.errors import Cancelled, NotAllowed
from locanext.domain.progress import Progress
from locanext.domain.project import Tree
from locanext.tabs.ldm.operations import tree
from locanext.tabs.ldm.operations.sample import open_sample
from locanext.workbench import Workbench
from tests.servers import Database

Opens = Callable[[str], Workbench]


def known(bench: Workbench) -> Tree:
    return tree.load_tree(bench, None, Progress())


def test_it_is_brought_in_once(bench_of: Opens) -> None:
    bench = bench_of("boss")
    first = open_sample(bench, None, Progress())
    found = known(bench)
    assert [project.name for project in found.projects] == [sample.PROJECT]
    assert {folder.name for folder in found.folders} == {file.folder for file in sample.files()}
    assert sorted((f.name, f.language) for f in found.files) == sorted((f.name, f.language) for f in sample.files())
    folders = {folder.id: folder.name for folder in found.folders}
    assert {(f.name, folders[f.folder_id or 0]) for f in found.files} == {(f.name, f.folder) for f in sample.files()}
    assert [file.name for file in found.files if file.id == first] == [sample.FIRST]
    assert open_sample(bench, None, Progress()) == first
    assert known(bench) == found


def test_one_that_was_interrupted_is_completed(bench_of: Opens) -> None:
    bench = bench_of("boss")
    progress = Progress(lambda done, _total, _note: progress.cancel() if done == 3 else None)
    with pytest.raises(Cancelled):
        open_sample(bench, None, progress)
    assert 0 < len(known(bench).files) < len(sample.files())
    open_sample(bench, None, Progress())
    assert len(known(bench).files) == len(sample.files())


def test_progress_names_each_file(bench_of: Opens) -> None:
    notes: list[str] = []
    open_sample(bench_of("boss"), None, Progress(lambda _done, _total, note: notes.append(note)))
    assert notes == [*(file.name for file in sample.files()), ""], "and at the end that all are done"


def test_who_may_not_make_projects_gets_none(bench_of: Opens, database: Database) -> None:
    with pytest.raises(NotAllowed):
        open_sample(bench_of("kim"), None, Progress())
    assert known(bench_of("boss")) == Tree()
