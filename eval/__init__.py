"""Questions, measures and baselines: how well the reports are found and quoted."""
