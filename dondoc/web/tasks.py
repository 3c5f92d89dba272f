from django.http import Http404


def task(request, **kw):
    raise Http404
