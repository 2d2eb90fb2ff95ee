"""A change is a new value: every domain model is frozen, and an unknown field is a mistake."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Base of all domain values."""

    model_config = ConfigDict(frozen=True, extra="forbid")
