"""Selected cells as text that a spreadsheet takes back cell by cell."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection

from locanext.gui.grid.model import Column


def selected_cells(selection: QItemSelection) -> tuple[list[tuple[int, int]], list[Column]]:
    """(ranges of positions, ascending and joined; columns) that a selection touches. Never looks at single cells."""
    parts = [selection.at(i) for i in range(selection.count())]
    columns = [column for column in Column if any(part.left() <= column <= part.right() for part in parts)]
    spans: list[tuple[int, int]] = []
    for first, last in sorted((part.top(), part.bottom()) for part in parts):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return spans, columns


def tab_separated(lines: Iterable[Sequence[str]]) -> str:
    """Cells between tabs, a cell that holds a tab, a line break or a quotation mark quoted as Excel does.

    A single cell is its bare text: it is pasted into chats more often than into sheets.
    """
    table = [list(cells) for cells in lines]
    if len(table) == 1 and len(table[0]) == 1:
        return table[0][0]
    return "".join("\t".join(map(_quoted, cells)) + "\n" for cells in table)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '\t\n\r"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def bare_cell(copied: str) -> str:
    """What was copied as a text to paste: a spreadsheet's single cell loses its quotation marks and its last break."""
    text = copied.replace("\r\n", "\n")
    if not text.endswith("\n"):
        return text
    cell = text[:-1]
    is_quoted = cell[:1] == cell[-1:] == '"' and len(cell) > 1
    return cell[1:-1].replace('""', '"') if is_quoted else cell
