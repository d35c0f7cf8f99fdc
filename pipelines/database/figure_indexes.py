"""One index of figures by the end of their period: `figures_by_end` holds what `figures_of_slot` held too."""

FIGURE_INDEXES = """
DROP INDEX IF EXISTS figures_of_slot;
"""
