"""An index costs with each row that is written: none is kept that begins as another does."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Index, Model, UniqueConstraint

OURS = {"cases", "correspondence", "dsar", "complaints", "intake", "portal", "reports", "desk"}


def whole_indexes(model: type[Model]) -> Iterator[Index | UniqueConstraint]:
    """Give the indexes of a model's Meta that hold every row."""
    for index in (*model._meta.indexes, *model._meta.constraints):
        if isinstance(index, Index | UniqueConstraint) and index.fields and index.condition is None:
            yield index


def has_own_index(field):
    return not field.primary_key and (field.db_index or field.unique)


MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_column_has_an_index_that_another_begins_with(model):
    first = {index.fields[0].lstrip("-"): index.name for index in whole_indexes(model)}
    twice = {
        field.name: first[field.name]
        for field in model._meta.concrete_fields
        if has_own_index(field) and field.name in first
    }

    assert not twice, "Say db_index=False: the longer index finds it as well."


WRITTEN_WITH_EACH_MAIL = (
    "cases.Blob",
    "cases.Party",
    "correspondence.Letter",
    "correspondence.Link",
    "correspondence.Message",
    "intake.Arrival",
)


@pytest.mark.parametrize("label", WRITTEN_WITH_EACH_MAIL)
def test_what_each_mail_writes_has_no_second_index_for_beginnings_of_a_text(label):
    """PostgreSQL gets one for each text field that says `unique` or `db_index`; an index named in Meta has none."""
    fields = apps.get_model(label)._meta.concrete_fields
    texts = [field.name for field in fields if field.get_internal_type() == "CharField" and has_own_index(field)]

    assert texts == []
