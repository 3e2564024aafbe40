"""`python -m config.embedded.prepare`: brings a data folder's database up to this code, in one process of its own."""

import argparse
import sys

import django
from django.core.management import call_command, get_commands


def main(arguments: list[str]) -> None:
    """Migrate, make the groups, and where asked the demo logins and the demo cases; all of it may run again."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo-logins", metavar="PATH")
    parser.add_argument("--demo-cases", action="store_true")
    given = parser.parse_args(arguments)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("prepare_desk", demo_logins=given.demo_logins)
    if given.demo_cases and "load_demo" in get_commands():
        call_command("load_demo")


if __name__ == "__main__":
    main(sys.argv[1:])
