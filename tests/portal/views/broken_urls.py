"""The portal's addresses, and two more where something is wrong."""

from django.db import OperationalError
from django.urls import path

from portal.urls import handler500
from portal.urls import urlpatterns as whole

__all__ = ["handler500", "urlpatterns"]


def fail(request):
    raise KeyError("a mistake of ours")


def lose(request):
    raise OperationalError("server closed the connection")


urlpatterns = [path("fault/", fail), path("away/", lose), *whole]
