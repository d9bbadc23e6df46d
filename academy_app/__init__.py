"""Academy: courses and a community for an organisation that chats in LibreChat."""

__version__ = "0.1.0"
