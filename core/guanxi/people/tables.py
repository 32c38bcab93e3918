"""The tables of the people room; secrets stand beside the records, never in them, so that no face or journal can carry one."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, ModelIndex, TextField, fn

from guanxi.data.columns import Id, Json, Moment, RecordTable
from guanxi.data.database import Table
from guanxi.people.privacy_tables import Claim, Lookup, Reveal, SavedSetting


class OwnCompany(RecordTable):
    """The company whose house this is: exactly one row."""

    name = TextField()
    credit_code = TextField(null=True)
    zone = TextField(null=True)
    currency = TextField(null=True)

    class Meta:
        table_name = "people_own_company"


class Team(RecordTable):
    """A node of the organisation tree; `parent_id` is empty at the top. Its own `team_id` is its id: one sees the own team."""

    name = TextField()
    sort_name = TextField(index=True)
    parent_id = BigIntegerField(null=True, index=True)

    class Meta:
        table_name = "people_team"


class Role(RecordTable):
    """A set of rights: `grants` {permission or pattern: scope}, `hidden` and `locked` {resource: [field]}; `code` of a standard one."""

    name = TextField()
    sort_name = TextField(index=True)
    code = TextField(null=True)
    grants = Json(null=True)
    hidden = Json(null=True)
    locked = Json(null=True)

    class Meta:
        table_name = "people_role"


class User(RecordTable):
    """Somebody who signs in; `team_id` is the own team. An inactive user has no session and no token."""

    name = TextField()
    sort_name = TextField(index=True)
    mail = TextField()
    active = BooleanField()
    language = TextField(null=True)
    zone = TextField(null=True)
    theme = TextField(null=True)
    link_made_at = Moment(null=True)
    password_set_at = Moment(null=True)

    class Meta:
        table_name = "people_user"


class UserRole(RecordTable):
    """A role that a user holds."""

    user_id = BigIntegerField()
    role_id = BigIntegerField(index=True)

    class Meta:
        table_name = "people_user_role"


# Unique among the living only: who left may come back, and a right taken away may be given again.
User.add_index(
    ModelIndex(
        User,
        [fn.lower(User.mail)],
        unique=True,
        where=User.deleted_at.is_null(),
        name="people_user_mail_unique",
    )
)
UserRole.add_index(
    UserRole.index(
        UserRole.user_id,
        UserRole.role_id,
        unique=True,
        where=UserRole.deleted_at.is_null(),
        name="people_user_role_role_id_unique",
    )
)


class Password(Table):
    """The password of a user as an argon2 hash."""

    user_id = BigIntegerField(primary_key=True)
    hash = TextField()
    changed_at = Moment()

    class Meta:
        table_name = "people_password"


class SignInSession(Table):
    """A browser in which a user is signed in; the token itself is only in the cookie."""

    id = Id()
    token_hash = TextField(unique=True)
    user_id = BigIntegerField(index=True)
    created_at = Moment()
    seen_at = Moment()
    expires_at = Moment()
    agent = TextField(default="")
    address = TextField(default="")
    language = TextField(default="")

    class Meta:
        table_name = "people_sign_in_session"


class PasswordLink(Table):
    """A link by which a user sets the password: `kind` is invitation or reset; good once, until `expires_at`."""

    id = Id()
    token_hash = TextField(unique=True)
    user_id = BigIntegerField(index=True)
    kind = TextField()
    created_at = Moment()
    expires_at = Moment()
    ended_at = Moment(null=True)

    class Meta:
        table_name = "people_password_link"


class ApiToken(Table):
    """A token by which a program acts as a user, within `scopes`: permissions or patterns."""

    id = Id()
    token_hash = TextField(unique=True)
    user_id = BigIntegerField(index=True)
    name = TextField()
    scopes = Json(default=list)
    created_at = Moment()
    expires_at = Moment()
    revoked_at = Moment(null=True)
    used_at = Moment(null=True)

    class Meta:
        table_name = "people_api_token"


class SignInAttempt(Table):
    """How far a bucket of attempts is filled: `full_at` runs ahead of the clock by one interval an attempt."""

    bucket = TextField(primary_key=True)
    full_at = Moment()

    class Meta:
        table_name = "people_sign_in_attempt"


class SetupCode(Table):
    """The hash of the code for the first visit; empty once there is a user."""

    id = BigIntegerField(primary_key=True)
    code_hash = TextField()
    created_at = Moment()

    class Meta:
        table_name = "people_setup_code"


TABLES: tuple[type[Table], ...] = (
    OwnCompany,
    Team,
    Role,
    User,
    UserRole,
    Password,
    SignInSession,
    PasswordLink,
    ApiToken,
    SignInAttempt,
    SetupCode,
    SavedSetting,
    Reveal,
    Claim,
    Lookup,
)
