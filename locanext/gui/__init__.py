"""The Qt kit: window, theme, tasks, dialogs. Knows operations by their call only; never imports the store."""
