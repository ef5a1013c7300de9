"""The suite: one folder a standard, one file a section; each check reads like the sentence that it verifies."""
