"""Which tables of this room only grow: the database itself refuses to change or delete their rows (cases/triggers.py)."""

TABLES = ("correspondence_letterversion",)
