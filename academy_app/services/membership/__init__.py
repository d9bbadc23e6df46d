"""Members: joining, signing in, profiles, roles."""

from academy_app.services.membership.arriving import (
    ArrivingMember,
    cleaned_name,
    members_arrive,
)
from academy_app.services.membership.claiming import account_of, claim_link, give_to
from academy_app.services.membership.joining import (
    Invitation,
    create_admin,
    first_admin_link,
    invite,
    is_link_usable,
    join,
    require_open_sign_up,
    reset_password,
    send_reset,
    send_sign_up,
    withdraw_invitation,
)
from academy_app.services.membership.links import address
from academy_app.services.membership.members import set_active, set_role, update_profile
from academy_app.services.membership.pictures import MOST_BYTES as MOST_PICTURE_BYTES
from academy_app.services.membership.pictures import change_picture, remove_picture
from academy_app.services.membership.signing_in import (
    change_password,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from academy_app.services.membership.visitor import SignedIn, Visitor

__all__ = [
    "MOST_PICTURE_BYTES",
    "ArrivingMember",
    "Invitation",
    "SignedIn",
    "Visitor",
    "account_of",
    "address",
    "change_password",
    "change_picture",
    "claim_link",
    "cleaned_name",
    "create_admin",
    "first_admin_link",
    "give_to",
    "invite",
    "is_link_usable",
    "join",
    "members_arrive",
    "remove_picture",
    "require_open_sign_up",
    "reset_password",
    "send_reset",
    "send_sign_up",
    "set_active",
    "set_role",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "update_profile",
    "withdraw_invitation",
]
