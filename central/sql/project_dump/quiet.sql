-- Nobody listens for the history of a project that is not there yet: no notification for each of its changes.
set local session_replication_role = replica
