from django.http import Http404


def attach(request, **kw):
    raise Http404


def download(request, **kw):
    raise Http404


def remove(request, **kw):
    raise Http404
