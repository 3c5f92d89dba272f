from django.http import Http404


def index(request, **kw):
    raise Http404


def report(request, **kw):
    raise Http404


def move(request, **kw):
    raise Http404
