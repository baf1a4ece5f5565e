"""Translation memory matching and term recognition. No Qt, no database."""
