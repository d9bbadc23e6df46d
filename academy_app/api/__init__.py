"""The REST API: one router a noun, the same services as the screens."""

from academy_app.api.application import application

__all__ = ["application"]
