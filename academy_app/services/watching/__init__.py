"""What "watched" means, and the way of the players' reports into the database.

`report` reads what a client sends, `recorder.record` writes it together with what else has
arrived, by the rule in `rule`.
"""

from academy_app.services.watching.group import Ask, record_group
from academy_app.services.watching.recording import Recorder, recorder
from academy_app.services.watching.report import Report, Standing, report

__all__ = ["Ask", "Recorder", "Report", "Standing", "record_group", "recorder", "report"]
