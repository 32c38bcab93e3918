"""What the host itself mounts: people's resources, the pages of the house, its jobs; the table of contents of the host."""

from __future__ import annotations

from guanxi.data.messages import translator
from guanxi.host_jobs import JOBS
from guanxi.people.choice_lists import ADJUST, adjusted_choices
from guanxi.people.claims import ASKED, DECIDED, claims
from guanxi.people.claims import OPEN as UNDECIDED
from guanxi.people.escalation import ADMINISTER
from guanxi.people.handovers.declaration import HandOver
from guanxi.people.handovers.moving import NOTICE
from guanxi.people.handovers.resource import HAND_OVER, handovers
from guanxi.people.lookups import LOOK, LOOKUP_TELLS, LOOKUPS_A_DAY, lookups
from guanxi.people.map_site import MAP_SITE
from guanxi.people.page_layouts import NEEDS as ARRANGE
from guanxi.people.page_layouts import page_layouts
from guanxi.people.resources import RESOURCES, own_companies, roles, teams, user_roles, users
from guanxi.people.revealing import REVEALS_AN_HOUR, reveals
from guanxi.people.settings import WATERMARK, saved_settings
from guanxi.plugins.markers import hookimpl
from guanxi.plugins.mount import Command, MenuItem, Permission
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.resources.calendars import Calendar
from guanxi.resources.faces import Form, List, Quick, Record, Without, mine
from guanxi.web.attachment_pages import attachment_page
from guanxi.web.claim_pages import claim_page
from guanxi.web.help_view import ELSEWHERE, help_page
from guanxi.web.reveal_lists import revealed_field, revealed_record
from guanxi.web.role_form import RoleForm
from guanxi.web.role_pages import role_page
from guanxi.web.tag_pages import borne_by, tag_page
from guanxi.web.taking_over import handover_page
from guanxi.web.team_pages import team_page, team_tree_page
from guanxi.web.user_pages import roles_column, user_page
from guanxi.work.activities.changes import cancel, finish
from guanxi.work.activities.quick import due_today, overdue
from guanxi.work.activities.reminders import ASSIGNED, REMINDER, follow_zone
from guanxi.work.activities.resource import activities, activity_entries
from guanxi.work.activities.tables import OPEN
from guanxi.work.attachments import attachment_entries, attachments
from guanxi.work.calendar import working_days
from guanxi.work.house_steps import HOUSE_STEPS
from guanxi.work.maturities.reminding import MATURITY
from guanxi.work.messages.resource import message_entries, messages
from guanxi.work.messages.sending import cancel as cancel_message
from guanxi.work.notes import MENTIONED, note_entries, notes
from guanxi.work.notifications.kinds import OTHER, NoticeKind
from guanxi.work.replies import MENTIONED as REPLY_MENTIONED
from guanxi.work.replies import REPLIED, replies
from guanxi.work.tags.changes import merge_tags
from guanxi.work.tags.resource import tags
from guanxi.work.team.help_notes import ANSWERED as HELP_ANSWERED
from guanxi.work.team.help_notes import HELP, help_notes
from guanxi.work.team.reach import LEAD
from guanxi.work.views.changes import change_view, save_view
from guanxi.work.views.resource import SHARE as SHARE_VIEWS
from guanxi.work.views.resource import default_views, pinned_views
from guanxi.work.views.resource import views as saved_views

_ = translator("guanxi")

SETTINGS = 900

FACES = (
    List(
        users,
        columns="name mail team active language",
        computed=(roles_column,),
        empty=_(
            "Whoever works with Guanxi stands here. An invitation by mail is enough; the role says what he sees."
        ),
    ),
    List(
        teams,
        columns="name parent",
        template="teams.html",
        prepare=team_tree_page,
        empty=_(
            "A team shares its customers. Create one for each group that works together, and put teams below it."
        ),
    ),
    List(
        roles,
        columns="name code",
        empty=_(
            "A role says who sees and does what. Create one for each kind of work, and give it to users."
        ),
    ),
    Record(
        users,
        sections={_("Person"): "name mail team active", _("Settings"): "language zone theme"},
        prepare=user_page,
    ),
    Record(teams, prepare=team_page),
    Record(
        roles,
        sections={_("Role"): "name code"},
        elsewhere="grants hidden locked",
        template="role.html",
        prepare=role_page,
    ),
    Form(
        roles,
        sections={_("Role"): "name code", _("Rights"): "grants", _("Closed fields"): "hidden locked"},
        form=RoleForm,
    ),
    Record(
        attachments,
        sections={_("Attachment"): "name about"},
        elsewhere="media size digest",
        template="attachment.html",
        prepare=attachment_page,
    ),
    attachment_entries,
    Without(attachments, (List, Form, "import")),
    note_entries,
    Without(notes, (List, "import")),
    Without(replies, (List, "import")),
    message_entries,
    Without(messages, (List, Form, "import", "rest", "delete")),
    List(
        tags,
        columns="name colour kinds changed_at",
        computed=(borne_by,),
        empty=_(
            "A tag is a word that you put on records to find them again. Write one on a record, or create it here."
        ),
    ),
    Record(tags, sections={_("Tag"): "name colour kinds"}, elsewhere="changed_at", prepare=tag_page),
    Without(tags, ("import",)),
    Without(own_companies, (List, "import")),
    Without(user_roles, (List, Record)),
    Without(saved_settings, (List, Record, "rest")),
    Without(page_layouts, (List, Record, "rest")),
    Without(saved_views, (List, Record, "rest")),
    Without(default_views, (List, Record, "rest")),
    Without(pinned_views, (List, Record, "rest")),
    Without(adjusted_choices, (List, Record, "rest")),
    List(
        reveals,
        columns="created_at owner reason note",
        computed=(revealed_record, revealed_field),
        empty=_("Whoever has a masked value shown in full is written down here, with the reason."),
    ),
    List(
        lookups,
        columns="created_at owner asked found unseen requested_at",
        empty=_("Whoever looks up whether a customer is taken already is written down here."),
    ),
    Without(lookups, (Form, "import", "rest", "delete")),
    List(
        claims,
        columns="name asked why state created_at decided_at",
        quick=[
            Quick("open", _("Not decided"), lambda actor: {"field": "state", "op": "eq", "value": UNDECIDED})
        ],
        empty=_("Whoever asks for a customer found by a lookup stands here until somebody decides."),
    ),
    Record(
        claims,
        sections={
            _("Who asks"): "name asked why created_at",
            _("Decision"): "state answer decided_by decided_at",
        },
        elsewhere="asker owner kind record_id lookup_number",
        template="claim.html",
        prepare=claim_page,
    ),
    Without(claims, (Form, "import", "rest", "delete")),
    List(
        handovers,
        columns="name owner records state created_at confirmed_at",
        quick=[mine()],
        empty=_("What somebody hands over to others stands here, with who has taken it over."),
    ),
    Record(
        handovers,
        sections={_("Hand-over"): "name owner records created_at", _("State"): "state confirmed_at"},
        elsewhere="former run_number open_matters",
        template="handover.html",
        prepare=handover_page,
    ),
    Without(handovers, (Form, "import", "rest", "delete")),
    Record(
        help_notes,
        sections={_("Help note"): "owner recipient created_at answered_at"},
        elsewhere=ELSEWHERE,
        template="help.html",
        prepare=help_page,
    ),
    Without(help_notes, (List, Form, "import", "rest", "delete")),
    Without(reveals, (Form, "import", "rest", "delete")),
)
SETTINGS_OF_HOUSE = (
    REVEALS_AN_HOUR,
    WATERMARK,
    MAP_SITE,
    LOOKUPS_A_DAY,
    LOOKUP_TELLS,
    *working_days.SETTINGS,
)
PERMISSIONS = (
    Permission("host.page.view", _("Open Guanxi")),
    Permission("plugins.plugin.manage", _("Enable and disable plugins")),
    Permission(LOOK, _("Look up duplicates over all records")),
    Permission("people.user.administer", _("Administer users: mail, activity, links")),
    Permission("people.user.invite", _("Invite users")),
    Permission(HAND_OVER, _("Hand over what somebody has to others")),
    Permission("people.role.grant", _("Give and take roles")),
    Permission(LEAD, _("See the work of one’s team")),
    Permission(SHARE_VIEWS, _("Share views of lists with others")),
    Permission("host.health.view", _("See the health of the installation")),
)
MENU = (
    MenuItem(_("Home"), to="host.home", icon="house", order=0, key="h"),
    MenuItem(_("My day"), to="host.day", icon="sun", order=1, key="m"),
    MenuItem(_("My activities"), to="host.due", icon="calendar-check", order=2, key="a"),
    MenuItem(_("Team status"), to="host.team_status", icon="users", order=3, key="t"),
    MenuItem(_("Week board"), to="host.week", icon="calendar-days", order=4, key="w"),
    MenuItem(_("All activities"), to="work.activity.list", icon="list-todo", order=5),
    MenuItem(
        _("Own company"),
        to="host.own_company",
        needs=own_companies.permission("edit"),
        icon="building-2",
        order=SETTINGS,
    ),
    MenuItem(
        _("Users"), to="people.user.list", needs=users.permission("edit"), icon="users", order=SETTINGS + 1
    ),
    MenuItem(
        _("Teams"), to="people.team.list", needs=teams.permission("edit"), icon="network", order=SETTINGS + 2
    ),
    MenuItem(
        _("Roles"), to="people.role.list", needs=roles.permission("edit"), icon="shield", order=SETTINGS + 3
    ),
    MenuItem(_("Tags"), to="work.tag.list", needs=tags.permission("edit"), icon="tags", order=SETTINGS - 2),
    MenuItem(_("Revealed values"), to="people.reveal.list", needs=ADMINISTER, icon="eye", order=SETTINGS + 4),
    MenuItem(_("Lookups"), to="people.lookup.list", needs=ADMINISTER, icon="scroll-text", order=SETTINGS + 5),
    MenuItem(
        _("Hand-overs"),
        to="people.handover.list",
        needs=HAND_OVER,
        icon="arrow-right-left",
        order=SETTINGS - 3,
    ),
    MenuItem(_("Look up duplicates"), to="host.duplicate_lookup", icon="copy", order=SETTINGS - 1),
    MenuItem(_("Plugins"), to="host.plugins", icon="puzzle", order=SETTINGS + 10),
    MenuItem(_("Choices"), to="host.choices", needs=ADJUST, icon="list-checks", order=SETTINGS + 8),
    MenuItem(
        _("Page layouts"),
        to="host.page_layouts",
        needs=ARRANGE,
        icon="panel-left",
        order=SETTINGS + 7,
    ),
    MenuItem(_("House rules"), to="host.settings", icon="sliders-horizontal", order=SETTINGS + 9),
    MenuItem(_("Health"), to="host.health", icon="activity", order=SETTINGS + 11),
)
COMMANDS = (
    Command(_("Metrics"), to="host.metrics", icon="chart-column"),
    Command(_("Choose numbers"), to="host.metric_tiles", icon="layout-dashboard"),
)
HANDED_OVER = NoticeKind(NOTICE, _("Hand-overs to me and by me"), action=True)
CLAIMED = NoticeKind(ASKED, _("Decisions asked of me"), action=True)
ANSWERED = NoticeKind(DECIDED, _("Decisions about customers that were looked up"))
NOTICES = (
    REMINDER,
    MATURITY,
    ASSIGNED,
    MENTIONED,
    REPLY_MENTIONED,
    REPLIED,
    HELP,
    HELP_ANSWERED,
    HANDED_OVER,
    CLAIMED,
    ANSWERED,
    OTHER,
)
ACTIVITIES = (
    activities,
    activity_entries,
    List(
        activities,
        columns="subject kind due_on due_time priority owner about state",
        quick=[
            mine(),
            Quick("open", _("Not done"), lambda actor: {"field": "state", "op": "eq", "value": OPEN}),
            Quick("due_today", _("Due today"), due_today),
            Quick("overdue", _("Overdue"), overdue),
        ],
        empty=_(
            "What is still to be done stands here: with a day it reminds you. The page of a customer plans it, too."
        ),
    ),
    Record(
        activities,
        sections={
            _("What"): "subject kind about details",
            _("When"): "due_on due_time minutes remind priority",
            _("State"): "owner team state done_at outcome",
        },
    ),
    finish,
    cancel,
    Calendar(activities, on="due_on", time="due_time", length="minutes"),
    HandOver(activities, only={"field": "state", "op": "eq", "value": OPEN}, label=_("Open activities")),
)


@hookimpl
def mount() -> list[object]:
    """Everything of the host that is mounted the way a plugin's parts are."""
    return [
        *RESOURCES,
        saved_settings,
        page_layouts,
        adjusted_choices,
        reveals,
        lookups,
        claims,
        handovers,
        *ACTIVITIES,
        notes,
        replies,
        messages,
        cancel_message,
        help_notes,
        tags,
        merge_tags,
        saved_views,
        default_views,
        pinned_views,
        save_view,
        change_view,
        attachments,
        *FACES,
        *HOUSE_STEPS,
        *SETTINGS_OF_HOUSE,
        *PERMISSIONS,
        *MENU,
        *COMMANDS,
        *JOBS,
        *NOTICES,
    ]


@hookimpl
def people_user_edited(actor: Actor, record: Ref) -> None:
    """Let the reminders of a user follow his time zone."""
    follow_zone(actor.host, record.id, actor.host.clock())
