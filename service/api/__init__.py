"""The HTTP service: tags, stores and gives out petitions, to whom it may.

``services`` opens what requests share (store, models, keys) · ``app`` puts the parts together · ``front``
wraps every request (id, headers, log line, figures) · ``guard`` lets a request in (key, role, rate) and
bounds its body · ``problems`` answers faults · ``shapes``, ``shown`` what goes in and out ·
``petition_tagger`` tags · ``routes_…`` one module a resource · ``serving`` runs it. Importing this package
imports FastAPI: only ``serve`` does.
"""
