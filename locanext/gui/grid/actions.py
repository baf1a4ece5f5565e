"""What can be done in the grid by key, as actions with names, so that menus show them and keys can be changed.

It defines them; what they do is the view's business, or the owner's for those that the view does not do itself.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

UNDO, REDO, COPY, PASTE = "undo", "redo", "copy", "paste"
EDIT_MENU = (UNDO, REDO, COPY, PASTE)
"""What people look for in the menu Edit; the others are the grid's own."""

WHILE_EDITING = ("line_break", "give_up", "next_target", "previous_target")
CONFIRM, CONFIRM_STAY = "confirm", "confirm_stay"
IN_COMPOSITION = (CONFIRM, CONFIRM_STAY)
"""Keys that are ours while an input method composes: they finish the composition first."""


def grid_actions(parent: QWidget) -> dict[str, QAction]:
    """All actions of the grid by id, added to `parent` and alive while it or a child of it has the focus."""
    actions = {}
    for action_id, text, keys in (*_definitions(), *_while_editing()):
        action = QAction(text, parent)
        action.setObjectName(action_id)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        parent.addAction(action)
        actions[action_id] = action
    return actions


def _definitions() -> Sequence[tuple[str, str, tuple[str, ...]]]:
    return (
        (
            CONFIRM,
            QCoreApplication.translate("GridActions", "Confirm and go to next unconfirmed"),
            ("Ctrl+Return", "Ctrl+Enter"),
        ),
        (
            CONFIRM_STAY,
            QCoreApplication.translate("GridActions", "Confirm and stay"),
            ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        ),
        ("mark_translated", QCoreApplication.translate("GridActions", "Mark as translated"), ("Ctrl+T",)),
        ("back_to_draft", QCoreApplication.translate("GridActions", "Back to draft"), ("Ctrl+Shift+U",)),
        ("save_draft", QCoreApplication.translate("GridActions", "Save as draft"), ("Ctrl+S",)),
        ("edit", QCoreApplication.translate("GridActions", "Edit target"), ("F2",)),
        ("commit_down", QCoreApplication.translate("GridActions", "Commit and move down"), ("Return", "Enter")),
        ("previous_segment", QCoreApplication.translate("GridActions", "Previous segment"), ("Alt+Up",)),
        ("next_segment", QCoreApplication.translate("GridActions", "Next segment"), ("Alt+Down",)),
        ("next_unconfirmed", QCoreApplication.translate("GridActions", "Next unconfirmed"), ("Ctrl+U",)),
        (
            "copy_source",
            QCoreApplication.translate("GridActions", "Copy source to target"),
            ("Ctrl+Insert", "Ctrl+Shift+S"),
        ),
        ("clear_target", QCoreApplication.translate("GridActions", "Clear target"), ("Alt+Delete",)),
        (COPY, QCoreApplication.translate("GridActions", "Copy"), ("Ctrl+C",)),
        (PASTE, QCoreApplication.translate("GridActions", "Paste"), ("Ctrl+V",)),
        (UNDO, QCoreApplication.translate("GridActions", "Undo"), ("Ctrl+Z",)),
        (REDO, QCoreApplication.translate("GridActions", "Redo"), ("Ctrl+Y", "Ctrl+Shift+Z")),
    )


def _while_editing() -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """They are there only while a cell editor is open: without one their keys mean something else."""
    return (
        (
            "line_break",
            QCoreApplication.translate("GridActions", "Insert line break"),
            ("Shift+Return", "Shift+Enter", "Alt+Return", "Alt+Enter"),
        ),
        ("give_up", QCoreApplication.translate("GridActions", "Leave without saving"), ("Esc",)),
        ("next_target", QCoreApplication.translate("GridActions", "Save and edit the next target"), ("Tab",)),
        (
            "previous_target",
            QCoreApplication.translate("GridActions", "Save and edit the previous target"),
            ("Shift+Tab",),
        ),
    )
