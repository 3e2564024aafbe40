"""Real servers for tests: PostgreSQL, Redis, Dovecot, a browser, and the desk itself as processes."""
