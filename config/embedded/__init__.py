"""The desk as processes of one command: what `bin/run` starts, watches and ends. Production does without it."""
