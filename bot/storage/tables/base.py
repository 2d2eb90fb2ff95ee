"""What every table stands on, and the one table of small facts about this install."""

from sqlalchemy import Column, ForeignKey, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))


def grant_id(*, primary_key: bool = False) -> Column[str]:
    """Checked at commit, so that the rows of one transaction may be written in any order."""
    key = ForeignKey("grants.id", deferrable=True, initially="DEFERRED")
    return Column("grant_id", Text, key, primary_key=primary_key, nullable=False)
