"""How members of staff sign in: password, second factor, single sign-on, the limits of a session."""
