"""A small set of believable cases for a first look, made through the services so that they are real cases."""
