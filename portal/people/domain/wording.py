"""What is said of a roster and its rows, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.lib.identity import masked_identity
from portal.lib.names import masked_phone
from portal.people.enums import Audience, MembershipRole, PersonStatus
from portal.people.models import RosterRow

_SENTENCES: Mapping[str, Callable[[], str]] = {
    "name_missing": lambda: _("The name is missing. Fill it in, or delete the row."),
    "name_digits": lambda: _("The name contains digits. Put the number into a column of its own."),
    "name_heading": lambda: _(
        "“%(text)s” is what a column is called, not a name. The list needs one person a row, "
        "with the headings above."
    ),
    "name_several": lambda: _(
        "This looks like the names of several persons. Put each into a row of its own."
    ),
    "name_signs": lambda: _(
        "The name contains “%(signs)s”. Enter it with its characters alone; between the parts of "
        "a name stands “·”."
    ),
    "cell_error": lambda: _(
        "The cell holds a formula that failed or was never calculated (%(text)s). Paste the "
        "column as values and upload the file again."
    ),
    "name_long": lambda: _("The name is longer than %(limit)s characters. Shorten it."),
    "phone_rounded": lambda: _(
        "The spreadsheet program has rounded the number (such as 1.38E+10). Format the column "
        "as text and enter the number again."
    ),
    "phone_several": lambda: _("There is more than one mobile number. Keep one."),
    "phone_length": lambda: _(
        "A mobile number has 11 digits, this one has %(digits)s. Correct it, or leave it empty."
    ),
    "phone_not_mobile": lambda: _(
        "This is not a mobile number (11 digits, beginning with 13 to 19). Correct it, or leave "
        "it empty."
    ),
    "phone_twice": lambda: _(
        "Row %(row)s has the same number under another name. Correct one of the two."
    ),
    "phone_of_other": lambda: _(
        "On the register this number belongs to %(name)s. Correct the name or the number here, "
        "or the person on the register first."
    ),
    "person_elsewhere": lambda: _(
        "This number belongs to a person of a unit you do not see. Ask the district manager to "
        "move the person."
    ),
    "name_ambiguous": lambda: _(
        "Several persons in this unit have this name. Add mobile numbers, so that they can be "
        "told apart."
    ),
    "identity_length": lambda: _(
        "An identity number has 18 characters, this one has %(digits)s. Compare it with the card, "
        "or leave the cell empty."
    ),
    "identity_form": lambda: _(
        "This is not an identity number: 17 digits, and a digit or X at the end. Leave the cell "
        "empty for other documents."
    ),
    "identity_birth": lambda: _(
        "The day of birth inside the identity number (characters 7 to 14) does not exist. Compare "
        "the number with the card."
    ),
    "identity_check": lambda: _(
        "The identity number has a wrong digit: the last character does not fit the others. "
        "Compare it with the card."
    ),
    "identity_rounded": lambda: _(
        "The spreadsheet program has rounded the identity number (such as 1.1E+17). Format the "
        "column as text and enter the number again."
    ),
    "identity_twice": lambda: _(
        "Row %(row)s has the same identity number under another name. Correct one of the two."
    ),
    "identity_unlike": lambda: _(
        "Row %(row)s is the same person with another identity number. Compare both with the card "
        "and keep one."
    ),
    "numbers_apart": lambda: _(
        "The mobile number stands in row %(phone_row)s too and the identity number in row "
        "%(identity_row)s. Find out who is meant, and correct the rows."
    ),
    "name_unclear": lambda: _(
        "Row %(row)s has the same name and unit without an identity number. If both are one "
        "person, keep one row; otherwise fill in the number there."
    ),
    "numbers_conflict": lambda: _(
        "On the register the mobile number belongs to %(phone_of)s and the identity number to "
        "%(identity_of)s. Find out who is meant: correct this row, or merge the two persons if "
        "they are one."
    ),
    "identity_of_other": lambda: _(
        "On the register this identity number belongs to %(name)s. Correct the name or the number "
        "here, or the person on the register first."
    ),
    "identity_differs": lambda: _(
        "On the register %(name)s has another identity number: %(identity)s. Compare this one "
        "with the card; if the one on the register is wrong, remove it on the page of the person "
        "first."
    ),
    "unit_missing": lambda: _("The unit is missing. Fill in its name."),
    "unit_long": lambda: _("The unit is longer than %(limit)s characters. Shorten it."),
    "unit_unknown": lambda: _(
        "“%(unit)s” is not on the register below “%(top)s”. Correct the name, or add the unit "
        "to the register first."
    ),
    "unit_alike": lambda: _(
        "“%(unit)s” is not on the register below “%(top)s”. Is “%(suggestion)s” meant?"
    ),
    "unit_ambiguous": lambda: _(
        "Several units are called “%(unit)s”. Write the full name as on the register."
    ),
    "unit_twice": lambda: _(
        "Row %(row)s puts the same person into another unit. Keep one of the two rows."
    ),
    "audience_unknown": lambda: _("“%(text)s” is not a kind of person. Use one of: %(words)s."),
    "repeats": lambda: _("Says the same as row %(row)s; it is read once."),
    "sheets_left": lambda: _("Only the sheet “%(read)s” was read. Left aside: %(left)s."),
    "rosters_left": lambda: _(
        "Only the sheet “%(read)s” was read. These sheets hold lists too and were not read: "
        "%(left)s. Save each as a file of its own and upload it."
    ),
    "names_beside": lambda: _(
        "There are names in column %(columns)s too, and they were not read. Put lists that stand "
        "side by side below each other, and upload the file again."
    ),
    "rows_passed": lambda: _(
        "Taken for sums, signatures or headings, and not read: row %(rows)s (%(count)s in all)."
    ),
    "rows_hidden": lambda: _(
        "Hidden or filtered away in the file, and read like any other: row %(rows)s "
        "(%(count)s in all)."
    ),
    "identity_ignored": lambda: _(
        "Column %(column)s holds identity numbers. They are not needed and were not kept."
    ),
    "identity_kept": lambda: _(
        "Column %(column)s holds identity numbers. They are compared, and kept as a digest with "
        "their last four characters; the numbers themselves are not kept."
    ),
    "identity_blank": lambda: _(
        "No identity number in row %(rows)s (%(count)s in all); these persons are told apart by "
        "mobile number, name and unit."
    ),
    "no_identity_column": lambda: _(
        "The course asks for identity numbers, and this list has no column for them. Add a column "
        "身份证号 and upload it again, or go on without."
    ),
    "columns_ignored": lambda: _("These columns were not needed and not read: %(columns)s."),
    "no_unit_column": lambda: _(
        "There is no column for the unit: everybody belongs to the chosen organisation."
    ),
    "no_phone_column": lambda: _(
        "There is no column for the mobile number: persons are told apart by name and unit."
    ),
    "anonymised": lambda: _("The person was anonymised; what the row said is gone."),
    "register_moved": lambda: _(
        "The register was changed at the same moment, so nothing was applied. Upload the file "
        "once more."
    ),
    "look_again": lambda: _(
        "The register has changed since the preview, so nothing was applied yet. Look through "
        "the new preview and confirm again."
    ),
    "broken": lambda: _(
        "Something went wrong and nothing was applied. Upload the file once more; if it happens "
        "again, tell the operator the time."
    ),
}

_FIELDS: Mapping[str, Callable[[], str]] = {
    "status": lambda: _("status"),
    "phone": lambda: pgettext("column of a roster", "mobile number"),
    "identity": lambda: _("identity number"),
    "unit": lambda: _("unit"),
    "membership": lambda: _("membership"),
    "position": lambda: _("position"),
    "role": lambda: _("role in the unit"),
    "audience": lambda: _("kind of person"),
}

_VALUES: Mapping[str, Callable[[str], str]] = {
    "status": lambda value: str(PersonStatus(value).label),
    "phone": masked_phone,
    "identity": masked_identity,
    "role": lambda value: str(MembershipRole(value).label),
    "audience": lambda value: str(Audience(value).label),
}


def sentence(said: Mapping[str, Any]) -> str:
    """Return what a code with its values means: what is wrong, and what to do."""
    code = said["code"]
    values = dict(said)
    if code == "unit_unknown" and said["suggestion"]:
        code = "unit_alike"
    if code == "audience_unknown":
        values["words"] = "、".join(str(label) for label in Audience.labels)
    return _SENTENCES[code]() % values


def place(row: RosterRow, problem: Mapping[str, Any]) -> str:
    """Return where in the sheet a problem stands: 第 12 行 C 列."""
    values = {"row": row.number, "column": problem["column"]}
    if problem["column"]:
        return _("row %(row)s, column %(column)s") % values
    return _("row %(row)s") % values


def change(said: Mapping[str, str]) -> tuple[str, str, str]:
    """Return a change in words: what, before, after; "" for nothing before."""
    show = _VALUES.get(said["field"], str)
    before = show(said["before"]) if said["before"] else ""
    return _FIELDS[said["field"]](), before, show(said["after"]) if said["after"] else ""
