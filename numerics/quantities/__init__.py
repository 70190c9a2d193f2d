"""One module per measured quantity; in each, `measure` returns a `numerics.measurement.Measurement`."""
