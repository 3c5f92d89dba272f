from django.http import Http404


def index(request, **kw):
    raise Http404


def active(request, **kw):
    raise Http404
