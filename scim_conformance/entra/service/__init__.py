"""The provisioning service as it is documented: cycles over a directory, with a log of every step."""
