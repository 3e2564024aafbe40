"""How gunicorn serves the desk: threads in few processes, and logs as JSON lines without addresses or link secrets.

There is no access log: its paths would carry the secrets of private links.
"""

import os
from pathlib import Path

from config import environment as env
from config.logs import logging_settings

wsgi_app = "config.wsgi:application"
bind = env.listed("WEB_BIND", "127.0.0.1:8000")
workers = env.whole_number("WEB_WORKERS", 2, least=1, most=64)
threads = env.whole_number("WEB_THREADS", 4, least=1, most=64)
worker_class = "gthread"
# A worker that answers nothing for this long is replaced; a page has at most 30 s in the database.
timeout = 60
graceful_timeout = 20
keepalive = 5
# Each worker is renewed now and then, not all at once, so that no leak grows for weeks.
max_requests = 5000
max_requests_jitter = 1000
limit_request_line = 4094
limit_request_fields = 60
# Workers show life through this file; on a disk that stalls they would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - tmpfs, gunicorn makes a private file
control_socket_disable = True
logconfig_dict = logging_settings(env.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")))
