"""`python -m config.embedded`: what `bin/run` becomes once `.venv` is there."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from config.embedded.errors import NotStarted
from config.embedded.options import Options, read_options
from config.embedded.start import run


def main(arguments: list[str]) -> int:
    """Run the desk until it is told to stop; whatever keeps it from starting is one sentence and exit 1."""
    options = read_options(arguments)
    os.umask(0o077)  # what a run writes is for its owner alone
    os.environ.update(environment(options))
    try:
        return run(options)
    except ImproperlyConfigured as error:
        sys.stderr.write(f"Settings: {error}\n")
    except NotStarted as error:
        sys.stderr.write(f"{error}\n")
    except KeyboardInterrupt:  # Ctrl-C before the processes were started
        return 130
    return 1


def environment(options: Options) -> dict[str, str]:
    """Give what every process of this run reads as its settings; what the person has set stays as it is."""
    return {
        "DATA_DIR": str(options.data),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or options.url,
        "WEB_BIND": options.bind,
        "WEB_WORKERS": os.environ.get("WEB_WORKERS") or "1",
        "WEB_THREADS": os.environ.get("WEB_THREADS") or "8",
        "SMTP_DOOR_PORT": str(options.smtp_port),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
