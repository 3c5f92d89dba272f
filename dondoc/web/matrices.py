from django.http import Http404


def matrix(request, **kw):
    raise Http404
