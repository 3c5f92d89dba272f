from django.http import Http404


def upload(request, **kw):
    raise Http404


def review(request, **kw):
    raise Http404


def confirm(request, **kw):
    raise Http404


def discard(request, **kw):
    raise Http404


def file(request, **kw):
    raise Http404
