"""Smart locks are devices, not entrances: no access system stands behind them, and each says itself what it can do."""
