"""Communities from elsewhere: read as a whole, checked, and only then written, in batches.

A format stages what it reads, as contents of these kinds (see `importers/reading/staging`):

- `community`: name. `label`: name, description, is_staff (for staff alone).
- `member`: name, email, bio, role, picture, points, level. `at` is when they joined.
- `thread`: title, text, author, label, likes, edited_at, is_pinned, is_locked, tags, extras, poll
  (options with text and votes, is_multiple, closes_at, voters).
- `reply`: text, author, likes, edited_at, is_answer, extras. `above` is its thread, `parent` the
  reply that it answers.

`author` and `label` are keys; `extras` are links and images (name, address, is_image) that belong
to the text; `form` says in what markup the text is, which the format's own scribe knows.
"""

from academy_app.importers.community.frame import Format, Options, bring
from academy_app.importers.community.people import People

__all__ = ["Format", "Options", "People", "bring"]
