"""The one parser and builder of XML."""
