"""Makes profiles: from Microsoft's pages and exports, from what an endpoint says and does, and from answers."""
