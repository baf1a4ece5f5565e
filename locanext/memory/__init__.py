"""Translation memories at work: the server's units copied to this computer's disk, followed, and asked. No Qt."""
