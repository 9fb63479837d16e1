"""How fast, beside what: `make bench`. Nothing here is asserted by the suite; docs/benchmarks.md is written by it."""
