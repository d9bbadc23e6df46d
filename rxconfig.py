"""What Reflex is told. Everything a deployment sets comes from `ACADEMY_*`."""

import reflex as rx
from reflex.plugins import SitemapPlugin, TailwindV4Plugin
from reflex_base.constants import StateManagerMode

from academy_app.cli.lean import LeanPlugin
from academy_app.cli.same_origin import SameOriginPlugin
from academy_app.components.theme import TAILWIND
from academy_app.core.settings import settings

config = rx.Config(
    app_name="academy_app",
    redis_url=settings().redis_url or None,
    state_manager_mode=StateManagerMode.REDIS if settings().redis_url else StateManagerMode.MEMORY,
    # Only our own pages speak to us; anything here lets other sites read a member's answers.
    cors_allowed_origins=[],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # A sixth less over the wire than gzip alone, for browsers on https.
    frontend_compression_formats=["brotli", "gzip"],
    frontend_packages=[
        "i18next@27.1.2",
        "katex@0.19.1",
        "react-error-boundary@6.1.6",
        "@fontsource-variable/inter@5.3.0",
    ],
    plugins=[TailwindV4Plugin(TAILWIND), SameOriginPlugin(), LeanPlugin()],
    disable_plugins=[SitemapPlugin],
)
