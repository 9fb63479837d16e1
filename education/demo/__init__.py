"""A demonstration: a short course worth reading, a code, and the plain pages of a site."""
