"""Files from elsewhere, read one value after the other however long they are."""

from academy_app.importers.reading.files import Source, opened
from academy_app.importers.reading.shapes import Record, moment
from academy_app.importers.reading.staging import Staged, Staging, staging
from academy_app.importers.reading.streams import Value, table, values

__all__ = [
    "Record",
    "Source",
    "Staged",
    "Staging",
    "Value",
    "moment",
    "opened",
    "staging",
    "table",
    "values",
]
