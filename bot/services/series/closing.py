"""A series that somebody ends makes no visit any more; what becomes of visits that were made is decided beside it."""

from datetime import datetime

from bot.domain.series import Series, SeriesState
from bot.services.series.series_telling import note_series, tell_series
from bot.services.store import Work


async def close_series(work: Work, series: Series, by: str, now: datetime) -> None:
    """End a series that has not ended."""
    ended = {"state": SeriesState.ENDED, "ended_by": by, "ended_at": now, "next_at": None, "problem": None}
    await work.series.save(series.model_copy(update=ended))
    await note_series(work, series, "series_ended", now, by)
    await tell_series(work, series, now)
