"""From any source to one event log: columns, times, refusals, opt-outs, in chunks."""
