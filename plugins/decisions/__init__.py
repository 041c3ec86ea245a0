"""Decision preview (行政决策大家看): from the yearly catalogue to a reason for every comment."""
