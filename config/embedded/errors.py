"""What keeps the desk from starting: the text is the whole answer that the person at the terminal gets."""


class NotStarted(Exception):
    """The desk cannot start; the text says why and what to do."""
