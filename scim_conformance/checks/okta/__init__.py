"""What Okta's client sends; asked only where the profile names Okta among its standards."""
