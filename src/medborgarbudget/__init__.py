"""Medborgarbudget: the service with which residents propose, shape and choose what public money is spent on."""
