"""The law as data and arithmetic: regimes with citations, calendars, and the clock. Plain Python, no Django."""
