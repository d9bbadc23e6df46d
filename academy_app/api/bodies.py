"""What every body and answer has in common."""

from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from academy_app.core.moments import aware


class Body(BaseModel):
    """What a client sends. A field that nobody asked for is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True)


# Bounds on the wire; what is fit to keep, the services say.
Short = Annotated[str, StringConstraints(max_length=320)]
Secret = Annotated[str, StringConstraints(max_length=4000)]
Long = Annotated[str, StringConstraints(max_length=20_000)]
Moment = Annotated[datetime, Field(strict=False), AfterValidator(aware)]

# The numbers that both databases have for rows.
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
