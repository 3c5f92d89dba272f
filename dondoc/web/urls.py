"""Every page's address, by noun."""

from django.urls import path

urlpatterns: list = []
