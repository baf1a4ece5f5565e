"""What can be wrong with a server in a way that its administrator can set right.

Apart from the client's errors on purpose: `central` knows nothing of the client.
"""


class CentralError(Exception):
    """The server cannot be used, or may not be changed, as it is; the text says why and what to do."""
