"""Visits know where the card of their series stands: what they have to say goes into its thread."""

from bot.services.store import Work


async def series_stands_at(work: Work, team_id: str, series_id: str, channel: str, ts: str) -> None:
    """The card was sent, or changed where it stands."""
    series = await work.series.get(team_id, series_id)
    if series is None or (series.card_channel, series.card_ts) == (channel, ts):
        return
    place = {"card_channel": channel, "card_ts": ts}
    await work.series.save(series.model_copy(update=place))
    ids = list((await work.series.visits(team_id, series_id)).values())
    for record in await work.grants.records(team_id, ids):
        await work.grants.save(record.grant.model_copy(update=place))
