"""The validation that Microsoft asks for before an application is listed in its gallery, without Azure."""
