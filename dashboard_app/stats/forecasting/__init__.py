"""Forecasting methods: values in, values out; each method one file, fitted at many origins."""
