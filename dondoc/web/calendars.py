from django.http import Http404


def year(request, **kw):
    raise Http404
