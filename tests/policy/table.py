"""Who may do what: one line for every address and method of the portal.

A new address fails `test_policy.py` until it stands here. Written from what each role is for,
not from what the views happen to answer.
"""

from dataclasses import dataclass

from portal.people.enums import RoleCode
from tests.policy.asking import ABSENT, IN, LOGIN, NO, NO_METHOD

MANAGER, ORGANISER, DESK = (
    RoleCode.DISTRICT_MANAGER.value,
    RoleCode.ORGANISER.value,
    RoleCode.DESK_STAFF.value,
)
EVALUATOR, EDITOR, REVIEWER, CONTACT = (
    RoleCode.EVALUATOR.value,
    RoleCode.PUBLICITY_EDITOR.value,
    RoleCode.REVIEWER.value,
    RoleCode.ENTERPRISE_CONTACT.value,
)
ANONYMOUS, ADMIN = "ANONYMOUS", "ADMIN"
STAFF = frozenset(RoleCode.values)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who gets in, and what the others hear.

    Args:
        may: roles that get in at an object of their scope; the administrator does anyway.
        refused: the others at such an object: "no", or "404".
        beyond: the others at an object of another scope or none at all; these two are one.
        shared: the object belongs to no scope; another street's is as one's own.
        personal: the object belongs to one account; not even the administrator gets in.
        blind: roles for which the object does not exist, where others hear "no".
        whole: the address names no object: there is no foreign one and no missing one.
        public: what everybody hears, whoever he is.
    """

    may: frozenset[str]
    refused: str = NO
    beyond: str = ABSENT
    shared: bool = False
    personal: bool = False
    blind: frozenset[str] = frozenset()
    whole: bool = False
    public: str = ""

    def answer(self, role: str, side: str) -> str:
        """Return what a role hears at an object of its own scope, a foreign one, or none."""
        if self.whole:
            side = "own"
        if self.public:
            return ABSENT if side == "none" else self.public
        if role == ANONYMOUS:
            return LOGIN
        if role == ADMIN:
            return ABSENT if side == "none" or self.personal else IN
        if side == "own" or (side == "foreign" and self.shared):
            return IN if role in self.may else ABSENT if role in self.blind else self.refused
        return ABSENT if role in self.may else self.beyond


def only(*roles: str, **more: object) -> Rule:
    """Return the rule that lets these roles in."""
    return Rule(frozenset(roles), **more)


def each(names: str, **methods: Rule) -> dict[tuple[str, str], Rule]:
    """Return the lines of several addresses that have the same rules."""
    return {(name, method): rule for name in names.split() for method, rule in methods.items()}


# An address that says nothing about objects, open to all.
PUBLIC = Rule(frozenset(), public=IN)
# The same for all, whatever the address names: a language, a kind, a topic.
OPEN = Rule(frozenset(), public=IN, whole=True)
NOT_ANSWERED = Rule(frozenset(), public=NO_METHOD, whole=True)
CLOSED = Rule(frozenset(), public=ABSENT, whole=True)
EVERYBODY = only(*STAFF)
CHOOSES = only(*STAFF, shared=True)
PLANNERS = only(MANAGER, ORGANISER)
# Wagtail asks for the permission before it looks for the row.
PLANNERS_FIRST = only(MANAGER, ORGANISER, beyond=NO)
AT_THE_DOOR = only(MANAGER, ORGANISER, DESK)
# At the door's list "you may not" and "there is none" are the same sentence.
DOOR_LIST = only(MANAGER, ORGANISER, DESK, refused=ABSENT)
KEEPERS = only(MANAGER, ORGANISER, CONTACT)
KEEPERS_FIRST = only(MANAGER, ORGANISER, CONTACT, beyond=NO)
MANAGERS = only(MANAGER)
MANAGERS_FIRST = only(MANAGER, beyond=NO)
NO_ROLE = only()
KEEPS_RECORDINGS = only(MANAGER, EDITOR)
KEEPS_RECORDINGS_FIRST = only(MANAGER, EDITOR, shared=True, beyond=NO)
READERS = only(MANAGER, ORGANISER, REVIEWER)
READS_REVIEWS = only(MANAGER, REVIEWER, refused=ABSENT, shared=True)
SEES_DRILLS = only(MANAGER, ORGANISER, EVALUATOR, refused=ABSENT)
DRILL_ACTS = only(MANAGER, ORGANISER, blind=frozenset({DESK, EDITOR, REVIEWER, CONTACT}))
SEES_ACTIONS = only(MANAGER, ORGANISER, EVALUATOR, CONTACT, refused=ABSENT)
KEEPS_FACILITIES = only(MANAGER, EDITOR)
KEEPS_FACILITIES_FIRST = only(MANAGER, EDITOR, beyond=NO)
# Evaluation is personal: the task of one account.
RATERS = only(EVALUATOR, refused=ABSENT, personal=True)

POLICY: dict[tuple[str, str], Rule] = {
    # --- Probes, letters, the door -------------------------------------------------------
    **each("health-alive health-ready", get=PUBLIC, post=NOT_ANSWERED),
    **each("display", get=NOT_ANSWERED, post=PUBLIC),
    **each("events:door-type", get=PUBLIC, post=PUBLIC),
    # Whatever else begins like the door; made backwards, its address is that of the typed code.
    **each("events:door-nowhere", get=PUBLIC, post=PUBLIC),
    **each("events:door-scan events:door-answer", get=PUBLIC),
    **each("events:door-identify events:door-walk-in events:door-confirm", post=PUBLIC),
    # Their secret addresses are their keys.
    **each("events:screen", get=PUBLIC),
    **each("events:screen-state", get=PUBLIC, post=NOT_ANSWERED),
    # Closed on purpose: `portal/urls.py` says why.
    **each("image-unchecked document-unchecked stages-unchosen", get=CLOSED, post=CLOSED),
    **each("history history-results", get=NO_ROLE, post=NOT_ANSWERED),
    **each("manual", get=EVERYBODY, post=NOT_ANSWERED),
    # --- The staff's list at the door ----------------------------------------------------
    **each("events:desk", get=DOOR_LIST),
    **each("events:desk-walk-in", get=DOOR_LIST, post=DOOR_LIST),
    **each("events:desk-tick", post=DOOR_LIST),
    **each("events:desk-see events:desk-turn-down events:desk-annul", post=DOOR_LIST),
    **each("events:desk-screen events:desk-screen-revoke events:desk-roll-call", post=DOOR_LIST),
    # --- Public pages and calendars ------------------------------------------------------
    **each("events:short", get=OPEN, post=NOT_ANSWERED),
    **each("calendar:public calendar:audience calendar:organisation calendar:event", get=PUBLIC),
    **each("calendar:personal training:trainer-calendar", get=PUBLIC),
    **each("public:classes public:event", get=PUBLIC),
    **each("public:register", get=PUBLIC, post=PUBLIC),
    **each("public:poster public:poster-pdf", get=PUBLIC, post=NOT_ANSWERED),
    **each("public:registration", get=PUBLIC),
    **each("public:registration-calendar public:registration-change", post=PUBLIC),
    **each("public:personal-calendar", get=PUBLIC, post=PUBLIC),
    **each("totals:figures totals:rows", get=PUBLIC),
    **each("drills:list", get=PUBLIC),
    **each("search:search", get=PUBLIC),
    **each("search:suggest", get=PUBLIC, post=NOT_ANSWERED),
    **each(
        "missed_searches:index missed_searches:index_results",
        get=only(MANAGER, EDITOR, REVIEWER),
    ),
    **each("found:worker cards:list", get=PUBLIC, post=NOT_ANSWERED),
    **each("found:sitemap found:robots share:page share:event", get=PUBLIC, post=NOT_ANSWERED),
    **each("share:site", get=OPEN, post=NOT_ANSWERED),
    **each("feed:all feed:section feed:kind feed:topic", get=OPEN),
    # --- What stands in the communities, for whoever stands before it -------------------------
    **each("facility-code:scanned", get=PUBLIC, post=NOT_ANSWERED),
    **each("communities:facility", get=PUBLIC, post=PUBLIC),
    **each("communities:opinion", get=PUBLIC, post=PUBLIC),
    **each("communities:opinion-event", get=PUBLIC),
    # --- Events ----------------------------------------------------------------------------
    **each("event:index event:index_results event:inspect", get=EVERYBODY),
    **each("event:add", get=PLANNERS, post=PLANNERS),
    **each("event:edit", get=PLANNERS_FIRST, post=PLANNERS_FIRST),
    **each("event:history event:history_results", get=PLANNERS),
    **each("event:step event:count", get=PLANNERS, post=PLANNERS),
    **each("event:correct event:withdraw_correction", get=PLANNERS, post=PLANNERS),
    **each("event:find_person", get=PLANNERS),
    **each("event:add_person event:decide", post=PLANNERS),
    **each("event:evidence event:correction_evidence event:export event:sheet", get=AT_THE_DOOR),
    **each("venue:index venue:index_results", get=PLANNERS),
    **each("venue:add", get=PLANNERS, post=PLANNERS),
    **each("venue:edit", get=PLANNERS_FIRST, post=PLANNERS_FIRST),
    **each("venue:history venue:history_results venue:usage", get=PLANNERS),
    **each("venue:delete", get=NO_ROLE, post=NO_ROLE),
    **each("campaign:index campaign:index_results", get=only(MANAGER, ORGANISER, EDITOR, REVIEWER)),
    # What belongs to the whole district is changed by who sees all of it: none of these roles
    # here, which see one street.
    **each(
        "campaign:add topic:add lessonlength:add organisationtag:add review_rule:add"
        " wording_term:add",
        get=NO_ROLE,
        post=NO_ROLE,
    ),
    **each(
        "campaign:edit topic:edit lessonlength:edit organisationtag:edit review_rule:edit"
        " review_stage:edit wording_term:edit",
        get=only(beyond=NO),
        post=only(beyond=NO),
    ),
    **each(
        "campaign:delete topic:delete lessonlength:delete organisationtag:delete"
        " review_rule:delete wording_term:delete",
        get=only(shared=True),
        post=only(shared=True),
    ),
    **each(
        "campaign:history campaign:history_results campaign:usage"
        " topic:history topic:history_results topic:usage"
        " lessonlength:history lessonlength:history_results lessonlength:usage"
        " organisationtag:history organisationtag:history_results organisationtag:usage",
        get=only(shared=True),
    ),
    **each("topic:index topic:index_results", get=only(MANAGER, ORGANISER, EDITOR)),
    # --- What stands in the communities ------------------------------------------------------
    **each("facility:index facility:index_results", get=KEEPS_FACILITIES),
    **each("facility:add", get=KEEPS_FACILITIES, post=KEEPS_FACILITIES),
    **each("facility:edit facility:show", get=KEEPS_FACILITIES_FIRST, post=KEEPS_FACILITIES_FIRST),
    **each("facility:history facility:history_results", get=KEEPS_FACILITIES),
    **each(
        "facility:poster facility:poster-pdf facility:posters facility:posters-pdf facility:photo",
        get=KEEPS_FACILITIES_FIRST,
    ),
    # --- Publicity: a sheet is read by reviewers and by its authors, whatever their street ------
    **each("review:index", get=EVERYBODY),
    **each("cms:reach", post=PUBLIC),
    **each("reach", get=only(MANAGER, EDITOR, REVIEWER)),
    **each(
        "inspection",
        get=only(MANAGER, EDITOR, REVIEWER),
        post=only(MANAGER, EDITOR, REVIEWER),
    ),
    **each("review:show", get=READS_REVIEWS, post=READS_REVIEWS),
    **each("review:text review:sheet", get=READS_REVIEWS),
    **each("review:take-back", post=READS_REVIEWS),
    **each("review_rule:index review_rule:index_results", get=MANAGERS),
    **each("review_stage:index review_stage:index_results", get=MANAGERS),
    **each("wording_term:index wording_term:index_results", get=MANAGERS),
    **each("film:index film:index_results sound:index sound:index_results", get=KEEPS_RECORDINGS),
    **each("film:add sound:add", get=KEEPS_RECORDINGS, post=KEEPS_RECORDINGS),
    **each("film:edit sound:edit", get=KEEPS_RECORDINGS_FIRST, post=KEEPS_RECORDINGS_FIRST),
    **each(
        "film:history film:history_results film:usage"
        " sound:history sound:history_results sound:usage",
        get=only(MANAGER, EDITOR, shared=True),
    ),
    **each(
        "film:delete sound:delete", get=only(MANAGER, shared=True), post=only(MANAGER, shared=True)
    ),
    **each(
        "film_chooser:choose film_chooser:choose_results"
        " film_chooser:chosen film_chooser:chosen_multiple"
        " sound_chooser:choose sound_chooser:choose_results"
        " sound_chooser:chosen sound_chooser:chosen_multiple",
        get=CHOOSES,
    ),
    # What residents write is read by who works for the whole district: none of these roles here.
    **each("message:index message:index_results", get=only(MANAGER, EDITOR)),
    **each("message:edit", get=only(beyond=NO), post=only(beyond=NO)),
    **each("message:history message:history_results", get=only(refused=ABSENT)),
    **each("film-file sound-file", get=PUBLIC, post=NOT_ANSWERED),
    **each("messages:send", post=PUBLIC),
    **each("messages:show", get=PUBLIC),
    # --- Training ----------------------------------------------------------------------------
    **each("lessonlength:index lessonlength:index_results", get=MANAGERS),
    **each("session:index session:index_results run:index run:index_results", get=PLANNERS),
    **each("course:index course:index_results trainer:index trainer:index_results", get=PLANNERS),
    **each("session:add run:add course:add trainer:add", get=PLANNERS, post=PLANNERS),
    **each(
        "session:edit run:edit trainer:edit course:edit", get=PLANNERS_FIRST, post=PLANNERS_FIRST
    ),
    **each("run:history run:history_results run:inspect", get=PLANNERS),
    **each("run:publish", post=PLANNERS_FIRST),
    # The catalogue of courses is read by all, and a course changed by who keeps it.
    **each(
        "trainer:history trainer:history_results trainer:usage"
        " course:history course:history_results course:usage",
        get=PLANNERS,
    ),
    **each("trainer:delete course:delete", get=NO_ROLE, post=NO_ROLE),
    # --- Drills --------------------------------------------------------------------------------
    **each("drill:index drill:index_results", get=only(MANAGER, ORGANISER, EVALUATOR)),
    **each("drill:add", get=PLANNERS, post=PLANNERS),
    **each("drill:edit", get=PLANNERS_FIRST, post=PLANNERS_FIRST),
    **each("drill:board drills:document", get=SEES_DRILLS),
    **each("drill:do drill:do-about", get=DRILL_ACTS, post=DRILL_ACTS),
    **each(
        "improvement_action:index improvement_action:index_results",
        get=only(MANAGER, ORGANISER, EVALUATOR, CONTACT),
    ),
    **each(
        "evaluation_form:index evaluation_form:index_results",
        get=only(MANAGER, ORGANISER, EVALUATOR),
    ),
    **each("evaluation_form:inspect", get=only(MANAGER, ORGANISER, EVALUATOR, shared=True)),
    **each("drills:mine", get=EVERYBODY),
    **each("drills:action", get=SEES_ACTIONS, post=SEES_ACTIONS),
    **each("drills:evidence", get=SEES_ACTIONS),
    **each("drills:rate", get=RATERS),
    **each("drills:rate-section", get=RATERS, post=RATERS),
    **each("drills:rate-item", get=NOT_ANSWERED, post=RATERS),
    # --- The register --------------------------------------------------------------------------
    **each("organisation:index organisation:index_results", get=KEEPERS),
    **each("organisation:add", get=PLANNERS, post=PLANNERS),
    **each("organisation:edit", get=PLANNERS_FIRST, post=PLANNERS_FIRST),
    **each("organisation:history organisation:history_results", get=PLANNERS),
    **each("person:index person:index_results", get=KEEPERS),
    **each("person:add", get=KEEPERS, post=KEEPERS),
    **each("person:edit", get=KEEPERS_FIRST, post=KEEPERS_FIRST),
    **each("person:history person:history_results", get=KEEPERS),
    **each("person:forget_identity", get=KEEPERS, post=KEEPERS),
    **each("person:phone person:merge person:anonymise", get=MANAGERS, post=MANAGERS),
    **each("person:undo_merge", post=MANAGERS),
    **each("roster:index roster:index_results roster:template", get=KEEPERS),
    **each("roster:show roster:report", get=KEEPERS),
    **each("roster:add", get=KEEPERS, post=KEEPERS),
    **each("roster:confirm roster:discard", post=KEEPERS),
    **each(
        "organisation_chooser:choose organisation_chooser:choose_results"
        " organisation_chooser:chosen organisation_chooser:chosen_multiple"
        " person_chooser:choose person_chooser:choose_results"
        " person_chooser:chosen person_chooser:chosen_multiple"
        " venue_chooser:choose venue_chooser:choose_results"
        " venue_chooser:chosen venue_chooser:chosen_multiple",
        get=EVERYBODY,
    ),
    **each("headcount:index headcount:index_results", get=MANAGERS),
    **each("headcount:add", get=MANAGERS, post=MANAGERS),
    **each("headcount:edit", get=MANAGERS_FIRST, post=MANAGERS_FIRST),
    **each("headcount:delete", get=MANAGERS, post=MANAGERS),
    **each("headcount:history headcount:history_results headcount:usage", get=MANAGERS),
    **each("organisationtag:index organisationtag:index_results", get=MANAGERS),
    **each("wagtailusers_users:index wagtailusers_users:index_results", get=MANAGERS),
    **each("wagtailusers_users:add wagtailusers_users:edit", get=MANAGERS, post=MANAGERS),
    **each(
        "wagtailusers_users:history wagtailusers_users:history_results wagtailusers_users:usage",
        get=MANAGERS,
    ),
    **each("wagtailusers_users:delete", get=NO_ROLE, post=NO_ROLE),
    # --- The year's figures --------------------------------------------------------------------
    **each("totals_admin:report totals_admin:rows totals_admin:frozen", get=READERS),
    **each("totals_admin:differences", get=only(MANAGER, ORGANISER, REVIEWER, beyond=NO)),
    **each("totals_admin:download", get=only(MANAGER, ORGANISER, REVIEWER, whole=True)),
    **each("totals_admin:freeze", post=MANAGERS),
    **each("totals_admin:check", post=only(MANAGER, ORGANISER, REVIEWER, beyond=NO)),
    **each("totals_admin:sign", post=only(MANAGER, REVIEWER, beyond=NO)),
}
