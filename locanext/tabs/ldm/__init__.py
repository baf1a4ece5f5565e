"""LDM, the language data grid: the projects' files, translated together."""

from locanext.tabspec import TabSpec

SPEC = TabSpec(id="ldm", title="LDM", order=10, right="", widget="locanext.tabs.ldm.tab:LdmTab")
