from django.http import Http404


def assign(request, **kw):
    raise Http404


def reporting(request, **kw):
    raise Http404
