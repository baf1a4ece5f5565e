"""Quality checks: findings about segments. No files, no database, no Qt."""
