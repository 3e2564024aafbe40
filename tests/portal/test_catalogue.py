"""The German words of the public pages: all there, and compiled, without the gettext tools."""

import ast
import io
import re
from pathlib import Path

import polib
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parents[2]
FOLDER = BASE / "locale" / "de" / "LC_MESSAGES"
PO, MO = polib.pofile(str(FOLDER / "django.po")), polib.mofile(str(FOLDER / "django.mo"))
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")


def said_in_python(source):
    """Give the texts that a module hands to gettext."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def said_in_template(source):
    """Give the texts that a template hands to gettext, by the lines that Django writes for xgettext."""
    for line in io.StringIO(templatize(source)):
        for found in re.finditer(r"(?:gettext|ngettext|_)\(u?((['\"]).*?(?<!\\)\2)(?=[,)])", line):
            yield ast.literal_eval(found[1])


def said():
    for path in (BASE / "portal").rglob("*.py"):
        yield from said_in_python(path.read_text(encoding="utf-8"))
    for path in [*(BASE / "templates" / "portal").rglob("*.html"), *(BASE / "templates").glob("*.html")]:
        yield from said_in_template(path.read_text(encoding="utf-8"))


def words(entry):
    return entry.msgstr_plural or {0: entry.msgstr}


def test_every_text_of_the_public_pages_is_in_the_catalogue():
    found = set(said())
    assert len(found) > 150
    assert found - {entry.msgid for entry in PO} == set()


def test_every_entry_is_translated_and_none_is_a_guess():
    assert [entry.msgid for entry in PO if not all(words(entry).values()) or entry.fuzzy or entry.obsolete] == []


def test_every_translation_keeps_the_placeholders_and_marks_of_its_text():
    for entry in PO:
        for text in words(entry).values():
            assert sorted(PLACEHOLDERS.findall(text)) == sorted(PLACEHOLDERS.findall(entry.msgid)), entry.msgid


def test_the_compiled_catalogue_is_that_of_the_text():
    """Where this fails: python -c "import polib; polib.pofile('….po').save_as_mofile('….mo')" compiles it anew."""
    assert {entry.msgid: words(entry) for entry in MO} == {entry.msgid: words(entry) for entry in PO}
