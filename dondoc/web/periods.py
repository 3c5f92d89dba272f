from django.http import Http404


def index(request, **kw):
    raise Http404


def period(request, **kw):
    raise Http404


def document(request, **kw):
    raise Http404


def close(request, **kw):
    raise Http404
