from django.http import Http404


def wall(request, **kw):
    raise Http404
