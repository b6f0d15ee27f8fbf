"""What the clock starts for the house as a whole."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def refresh_indexes() -> None:
    """Build search and references anew: work that a broker lost is made up for here."""
    call_command("wagtail_update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)


@shared_task
def clear_sessions() -> None:
    """Drop the sessions that have expired."""
    call_command("clearsessions")
