"""The database, seen from the program: the only place of the client that knows PostgreSQL.

Only operations, the command line, the workbench and the composition root may import it; a widget may not, so a
click can never wait for a query.
"""
