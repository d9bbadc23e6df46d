"""Ids as strangers send them."""

LARGEST = 2**63 - 1


def is_id(value: object) -> bool:
    """Whether a row can have this id; a database would fail on others, not just find nothing."""
    return type(value) is int and 0 < value <= LARGEST


def is_slug(value: str) -> bool:
    """Whether a row can have this slug; what cannot be written cannot be asked for either."""
    return 0 < len(value) <= 80 and value.isprintable()


def id_in(address: str) -> int:
    """The id that stands in an address; 0, which no row has, for what is none."""
    return int(address) if address.isascii() and address.isdigit() and len(address) < 19 else 0
