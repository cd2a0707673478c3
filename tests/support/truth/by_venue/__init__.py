"""Tests of the comparison with recordings of markets other than Binance Spot."""
