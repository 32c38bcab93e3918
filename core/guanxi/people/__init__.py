"""The people room: users, teams, roles, sign-in, tokens, the own company."""
