"""The sample project, brought in like any other files."""

from importlib.resources import as_file

from locanext import sample
from locanext.domain.progress import Progress
from locanext.tabs.ldm.operations import importing, tree
from locanext.workbench import Workbench


def open_sample(bench: Workbench, _request: None, progress: Progress) -> int:
    """Import the sample project unless it is there; the id of the file to begin with."""
    known = tree.load_tree(bench, None, progress)
    project_id = next((project.id for project in known.projects if project.name == sample.PROJECT), None)
    if project_id is None:
        project_id = tree.create_project(bench, tree.NewProject(sample.PROJECT), progress)
    have = {(file.name, file.language): file.id for file in known.files if file.project_id == project_id}
    folders = {folder.name: folder.id for folder in known.folders if folder.project_id == project_id}
    files = sample.files()
    for number, one in enumerate(files):
        progress.step(number, len(files), one.name)
        if (one.name, one.language) in have:
            continue
        if one.folder not in folders:
            folders[one.folder] = tree.create_folder(bench, tree.NewFolder(project_id, one.folder), progress)
        with as_file(one.path) as path:
            request = importing.ImportRequest(path, project_id, one.language, folders[one.folder], name=one.name)
            have[one.name, one.language] = importing.import_file(bench, request, Progress(None)).file_id
    progress.step(len(files), len(files))
    return next(file_id for (name, _language), file_id in have.items() if name == sample.FIRST)
