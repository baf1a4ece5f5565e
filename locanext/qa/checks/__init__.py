"""One check per module, each a pure function; no check knows another."""
