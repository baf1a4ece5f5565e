"""LocaNext's server side: what makes a PostgreSQL into a LocaNext database, and keeps it one.

Stands apart from the client; only the client's private server uses it, so both are provisioned by the same code.
"""
