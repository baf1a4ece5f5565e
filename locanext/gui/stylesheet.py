"""The style sheet over Fusion: spacing, corners, focus and hover. Colours come from the theme, none stand here.

Distances are multiples of 4 pixels. Pictures come from the search path `icons:` that the theme sets.
"""

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
* { outline: 0 }
QToolTip { color: $tooltip_text; background: $tooltip_fill; border: 1px solid $tooltip_fill; padding: 4px 8px }

QMainWindow, QDialog { background: $window }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0 }
QMainWindow::separator { background: $line; width: 1px; height: 1px; margin: 2px }
QMainWindow::separator:hover { background: $accent }
QSplitter::handle { background: $line }
QSplitter::handle:hover { background: $accent }

QMenuBar { background: $window; padding: 2px 4px; spacing: 2px }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; background: transparent }
QMenuBar::item:selected { background: $hover }
QMenuBar::item:pressed { background: $pressed }
QMenu { background: $raised; border: 1px solid $line_strong; padding: 6px 4px }
QMenu::item { padding: 6px 24px 6px 10px; border-radius: 5px; margin: 0 2px }
QMenu::item:selected { background: $selection; color: $text }
QMenu::item:disabled { color: $muted }
QMenu::icon { padding-left: 10px }
QMenu::separator { height: 1px; background: $line; margin: 5px 10px }
QMenu::right-arrow { image: url(icons:style-right.svg); width: 14px; height: 14px; right: 6px }

QTabBar { qproperty-drawBase: 0; background: transparent }
QTabBar::tab { padding: 9px 16px 8px 16px; border: 0; border-bottom: 2px solid transparent; background: transparent;
               color: $muted }
QTabBar::tab:hover { color: $text; background: $hover }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent }
QTabBar::tab:focus { color: $accent_text }
QTabWidget::pane { border: 0; border-top: 1px solid $line }
QWidget#tab_line { background: $window; border-bottom: 1px solid $line }

QToolBar { border: 0; border-bottom: 1px solid $line; padding: 4px 8px; spacing: 4px; background: $surface }
QToolBar::separator { width: 9px; margin: 6px 0; background: transparent; image: url(icons:style-line.svg) }
QToolButton { padding: 5px; border: 1px solid transparent; border-radius: 6px; background: transparent }
QToolButton:hover { background: $hover }
QToolButton:pressed, QToolButton:checked { background: $pressed }
QToolButton:focus { border-color: $accent }
QToolButton::menu-indicator { image: none }

QPushButton { padding: 6px 16px; min-height: 18px; border: 1px solid $line_strong; border-radius: 6px;
              background: $raised }
QPushButton:hover { background: $hover }
QPushButton:pressed { background: $pressed }
QPushButton:focus { border-color: $accent }
QPushButton:disabled { color: $muted; border-color: $line; background: $window }
QPushButton:default, QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent;
                                                  font-weight: 600 }
QPushButton:default:hover, QPushButton[primary="true"]:hover { background: $accent_hover }
QPushButton:default:focus, QPushButton[primary="true"]:focus { border: 2px solid $accent_text; padding: 5px 15px }
QPushButton:default:disabled, QPushButton[primary="true"]:disabled { background: $pressed; color: $muted;
                                                                    border-color: $pressed }
QPushButton[danger="true"] { color: $danger_text }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {
    border: 1px solid $line_strong; border-radius: 6px; background: $surface;
    selection-background-color: $accent; selection-color: $on_accent }
QLineEdit, QComboBox, QSpinBox { padding: 5px 8px; min-height: 18px }
QPlainTextEdit, QTextEdit { padding: 4px }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover { border-color: $muted }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
    border: 1px solid $accent }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { background: $window; color: $muted; border-color: $line }
QLineEdit[wrong="true"], QSpinBox[wrong="true"] { border: 1px solid $danger_text }
QComboBox { padding-left: 10px }
QComboBox::drop-down { border: 0; width: 24px }
QComboBox::down-arrow { image: url(icons:style-down.svg); width: 14px; height: 14px }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line_strong; padding: 4px;
                              selection-background-color: $selection; selection-color: $text }
QSpinBox { qproperty-alignment: AlignCenter }
QSpinBox::up-button, QSpinBox::down-button { border: 0; width: 20px; background: transparent }
QSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; margin-top: 2px }
QSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; margin-bottom: 2px }
QSpinBox::up-arrow { image: url(icons:style-up.svg); width: 10px; height: 10px }
QSpinBox::down-arrow { image: url(icons:style-down.svg); width: 10px; height: 10px }

QCheckBox, QRadioButton { spacing: 8px; padding: 3px }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $muted;
                                                background: $surface }
QCheckBox::indicator { border-radius: 4px }
QRadioButton::indicator { border-radius: 8px }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border-color: $accent }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url(icons:style-check.svg) }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url(icons:style-dot.svg) }
QCheckBox:focus, QRadioButton:focus { color: $accent_text }

QTreeView, QListView, QTableView, QScrollArea { border: 0; background: $surface;
    selection-background-color: $selection; selection-color: $text }
QTableView { gridline-color: $line }
QTreeView::item, QListView::item { padding: 4px 6px; min-height: 20px; border: 0 }
QTreeView::item:hover, QListView::item:hover { background: $hover }
QTreeView::item:selected, QListView::item:selected { background: $selection; color: $text }
QTreeView::item:focus, QListView::item:focus { border: 1px solid $accent; padding: 3px 5px }
QTableWidget::item { padding: 0 6px; border: 0 }
QTableWidget::item:selected { background: $selection; color: $text }
QTreeView::branch { background: transparent }
QTreeView::branch:has-children:closed { image: url(icons:style-closed.svg) }
QTreeView::branch:has-children:open { image: url(icons:style-open.svg) }
QHeaderView { background: $window }
QHeaderView::section { padding: 6px 8px; border: 0; border-bottom: 1px solid $line; background: $window;
                       color: $muted; font-weight: 600 }
QHeaderView::section:hover { color: $text }
QTableCornerButton::section { background: $window; border: 0; border-bottom: 1px solid $line }

QDockWidget { font-weight: 600 }
QDockWidget { titlebar-close-icon: url(icons:style-close.svg); titlebar-normal-icon: url(icons:style-float.svg) }
QDockWidget::title { padding: 8px 12px; background: $window; border-bottom: 1px solid $line; text-align: left }
QDockWidget::close-button, QDockWidget::float-button { border: 0; border-radius: 4px; background: transparent;
    subcontrol-position: center right; subcontrol-origin: margin; position: absolute; top: 0; bottom: 0;
    width: 22px; height: 22px }
QDockWidget::close-button { right: 8px }
QDockWidget::float-button { right: 32px }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover }

QProgressBar { border: 0; border-radius: 3px; background: $pressed; max-height: 6px; min-height: 6px;
               text-align: center; color: transparent }
QProgressBar::chunk { background: $accent; border-radius: 3px }
QProgressBar[state="done"]::chunk { background: $success_text }
QProgressBar[state="failed"]::chunk { background: $danger_text }
QProgressBar[state="cancelled"]::chunk { background: $muted }

QStatusBar { background: $window; border-top: 1px solid $line; color: $muted; min-height: 28px }
QStatusBar::item { border: 0 }
QStatusBar QLabel { color: $muted; padding: 0 8px }
QStatusBar QLabel[tone="success"] { color: $success_text }
QStatusBar QLabel[tone="warning"] { color: $warning_text }
QStatusBar QLabel[tone="danger"] { color: $danger_text }

QScrollBar { background: transparent; border: 0; margin: 0 }
QScrollBar:vertical { width: 12px }
QScrollBar:horizontal { height: 12px }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px }
QScrollBar::handle:vertical { min-height: 32px }
QScrollBar::handle:horizontal { min-width: 32px }
QScrollBar::handle:hover { background: $muted }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0 }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent }
QAbstractScrollArea::corner { background: transparent; border: 0 }

QLabel[role="muted"] { color: $muted }
QLabel[role="title"] { font-size: 15pt; font-weight: 600 }
QLabel[role="heading"] { font-weight: 600 }
QLabel[role="error"] { color: $danger_text }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px }
QFrame[role="card"]:hover { border-color: $line_strong }
QFrame[role="error_card"] { background: $danger_fill; border: 1px solid $danger_text; border-radius: 8px }
QFrame[role="error_card"] QLabel { color: $danger_text }
QFrame[role="line"] { background: $line; max-height: 1px; border: 0 }
""")


def stylesheet(colours: Mapping[str, str | tuple[str, str]]) -> str:
    """The sheet in these colours; a pair (text, fill) named `x` stands in it as `$x_text` and `$x_fill`."""
    flat: dict[str, str] = {}
    for name, value in colours.items():
        if isinstance(value, str):
            flat[name] = value
        else:
            flat[f"{name}_text"], flat[f"{name}_fill"] = value
    return _SHEET.substitute(flat)
