"""Buildings as Seam knows them: connecting, keeping fresh, and what their events say."""
