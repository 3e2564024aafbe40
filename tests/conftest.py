pytest_plugins = ["tests.casting"]
