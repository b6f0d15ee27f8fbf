"""The contestant: a bare Django view that does one INSERT … ON CONFLICT and nothing else.

No middleware, no template, no rule: what this server, this Python and this database can do.
"""

from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

SQL = (
    "INSERT INTO bench_presence (id, person_id, at) VALUES (%s, %s, CURRENT_TIMESTAMP)"
    " ON CONFLICT (person_id) DO NOTHING"
)
TABLE = (
    "CREATE TABLE bench_presence (id varchar(32) PRIMARY KEY, person_id bigint UNIQUE NOT NULL,"
    " at timestamp NOT NULL)"
)


def confirm(request: HttpRequest) -> HttpResponse:
    """Store one presence."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [UUID(request.POST["id"]).hex, int(request.POST["person"])])
    return HttpResponse(b"ok")


urlpatterns = [path("bare", confirm)]
