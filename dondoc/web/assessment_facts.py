"""All facts of an assessment: gathered ones with their source, typed ones as a form. Not here: one criterion."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dondoc.queries import assessments
from dondoc.web.assessments import tabs


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, assessment_id: int) -> HttpResponse:
    located = assessments.located(request.viewer, assessment_id)
    context = {"assessment": located.assessment, "tabs": tabs(request.viewer, located.assessment, "assessment_facts")}
    return render(request, "assessments/facts.html", context)
