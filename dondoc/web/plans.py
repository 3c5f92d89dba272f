from django.http import Http404


def index(request, **kw):
    raise Http404


def follow(request, **kw):
    raise Http404


def document(request, **kw):
    raise Http404
