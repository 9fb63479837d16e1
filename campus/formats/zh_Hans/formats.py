"""Chinese: Django groups by four with nothing in between; counts here read 84,269 in both languages."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
