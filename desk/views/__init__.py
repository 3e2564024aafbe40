"""The pages of the desk: each parses the input, calls one selector or service, and renders."""
