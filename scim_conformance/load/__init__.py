"""Load as Entra makes it: many virtual users, each with people of its own, on Locust; and whether the data is right."""
