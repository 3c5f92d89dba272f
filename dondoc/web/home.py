from django.http import Http404


def home(request, **kw):
    raise Http404
