"""The names that Tailwind's colours have here; their values are in assets/theme.css."""

from reflex_base.plugins.shared_tailwind import TailwindConfig

COLOURS = (
    "presentation",
    "surface-primary",
    "surface-primary-alt",
    "surface-secondary",
    "surface-tertiary",
    "surface-hover",
    "surface-active",
    "surface-dialog",
    "surface-submit",
    "surface-submit-hover",
    "surface-inverted",
    "surface-destructive",
    "surface-destructive-hover",
    "text-primary",
    "text-secondary",
    "text-tertiary",
    "text-inverted",
    "text-destructive",
    "border-light",
    "border-medium",
    "border-heavy",
    "link",
    "link-hover",
    "accent",
    "accent-hover",
)

TAILWIND: TailwindConfig = {
    "theme": {"extend": {"colors": {name: f"var(--{name})" for name in COLOURS}}}
}
