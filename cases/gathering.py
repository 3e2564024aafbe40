"""Gathers the new rows of one transaction and writes them together, since a statement costs more than a row.

Inside `gathered()` a service hands a new row to `add` instead of saving it. What was gathered is written, by one statement
a model, before any other statement of this thread reaches the database, and at the latest at the end: whoever asks the
database finds it, and who asks nothing pays nothing. Outside of it `add` saves at once, so that a service does not care.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from cases.bulk import insert_rows

M = TypeVar("M", bound=Model)
T = TypeVar("T")
Deed = Callable[[list[Any]], None]


class Gathering:
    """What one transaction has gathered; Django calls it before each statement."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._rows: dict[type[Model], list[Model]] = {}
        self._new: set[int] = set()
        self._deeds: dict[Deed, list[Any]] = {}
        self._keys: dict[type[Model], list[int]] = {}
        self._answers: dict[tuple[Any, ...], Any] = {}
        self._waves_through = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Write first what the statement may ask for, or forget what it takes back."""
        if not self._waves_through:
            if sql.startswith("ROLLBACK TO SAVEPOINT"):
                self._forget()  # all of it is younger than the savepoint, before which the rest was written
            else:
                self.write()
        return execute(sql, params, many, context)

    def add(self, rows: Sequence[Model], *, keyed: bool) -> None:
        """Take rows of one model in; `keyed` gives them their primary keys at once."""
        if not rows:
            return
        if keyed:
            for row in rows:
                row.pk = self._key(type(row))
        self._rows.setdefault(type(rows[0]), []).extend(rows)
        self._new.update(map(id, rows))

    def rows(self, model: type[M]) -> list[M]:
        """Give what is gathered of a model."""
        return self._rows.get(model, [])  # type: ignore[return-value]  # filed by their type

    def is_new(self, row: Model) -> bool:
        """Tell whether the row is gathered and not written yet."""
        return id(row) in self._new

    def defer(self, deed: Deed, items: Sequence[Any]) -> None:
        """Do the deed with all its items just before the rows are written."""
        self._deeds.setdefault(deed, []).extend(items)

    def once(self, question: Callable[..., T], *given: Any) -> T:
        """Ask once, about what was there before anything was gathered, and remember the answer."""
        if (question, *given) not in self._answers:
            with self._own_statements():
                self._answers[question, *given] = question(*given)
        found: T = self._answers[question, *given]
        return found

    def write(self) -> None:
        """Do what was deferred, then write the rows."""
        if not self._rows and not self._deeds:
            return
        with self._own_statements():
            try:
                while self._deeds:
                    deed = next(iter(self._deeds))
                    deed(self._deeds.pop(deed))
                for rows in self._rows.values():
                    insert_rows(rows)
            finally:
                self._forget()

    @contextmanager
    def _own_statements(self) -> Iterator[None]:
        """Let statements through that ask for nothing that is gathered."""
        before, self._waves_through = self._waves_through, True
        try:
            yield
        finally:
            self._waves_through = before

    def _forget(self) -> None:
        self._rows, self._deeds = {}, {}
        self._new.clear()

    def _key(self, model: type[Model]) -> int:
        keys = self._keys.setdefault(model, [])
        if not keys:
            with self._own_statements():
                keys.extend(reversed(_take_keys(model, self.size)))
        return keys.pop()


_current: ContextVar[Gathering | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered(size: int = 1) -> Iterator[None]:
    """Gather the rows of a transaction, which it opens; within another it joins that. `size`: how many units of work."""
    if _current.get() is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    with transaction.atomic():
        gathering = Gathering(size)
        token = _current.set(gathering)
        try:
            with connection.execute_wrapper(gathering):
                yield
                gathering.write()
        finally:
            _current.reset(token)


def add(row: M, *, keyed: bool = False) -> M:
    """Save a new row, now or with the others that are gathered; `keyed` where its primary key is needed before."""
    gathering = _current.get()
    if gathering is None:
        row.save(force_insert=True)
    else:
        gathering.add([row], keyed=keyed)
    return row


def add_all(rows: Sequence[Model]) -> None:
    """Save new rows of one model whose primary keys nobody needs, now or with the others that are gathered."""
    gathering = _current.get()
    if gathering is None:
        insert_rows(rows)
    else:
        gathering.add(rows, keyed=False)


def is_new(row: Model) -> bool:
    """Tell whether the row is gathered and not written yet: nothing of the database can be about it."""
    gathering = _current.get()
    return gathering is not None and gathering.is_new(row)


def added(model: type[M]) -> list[M]:
    """Give the gathered rows of a model that are not written yet."""
    gathering = _current.get()
    return [] if gathering is None else gathering.rows(model)


def is_gathering() -> bool:
    """Tell whether rows are gathered at present."""
    return _current.get() is not None


def units() -> int:
    """Give how many units of work are gathered: so many of a thing will be wanted."""
    gathering = _current.get()
    return 1 if gathering is None else gathering.size


def defer(deed: Deed, items: Sequence[Any]) -> None:
    """Let the deed be done once for all its items when the rows are written; now, where nothing is gathered."""
    gathering = _current.get()
    if gathering is None:
        deed(list(items))
    else:
        gathering.defer(deed, items)


def once(question: Callable[..., T], *given: Any) -> T:
    """Give an answer that holds for all that is gathered, and ask for it once; each time, where nothing is gathered."""
    gathering = _current.get()
    return question(*given) if gathering is None else gathering.once(question, *given)


def _take_keys(model: type[Model], count: int) -> list[int]:
    """Take primary keys off the sequence; what is not used leaves a gap, as a rolled back insert does."""
    table, column = model._meta.db_table, model._meta.pk.column if model._meta.pk else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, column, count])
            return [key for (key,) in cursor.fetchall()]
        # SQLite has one writer at a time, and this transaction is it.
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
        found = cursor.fetchone()
        if found is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        last = found[0] if found else count
    return list(range(last - count + 1, last + 1))
