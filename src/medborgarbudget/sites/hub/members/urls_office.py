"""Addresses of the office's pages about members."""

from django.urls import URLPattern, path

from medborgarbudget.sites.hub.members import office

urlpatterns: list[URLPattern] = [
    path("", office.members, name="members"),
    path("ny/", office.add, name="member-new"),
    path("medlemmar.csv", office.export, name="members-export"),
    path("kontakter/", office.ask_contacts, name="members-contacts"),
    path("kontakter/<int:deed_id>/kontakter.csv", office.contacts_file, name="members-contacts-file"),
    path("<slug:member>/", office.member, name="member"),
    path("<slug:member>/kontaktad/", office.contacted, name="member-contacted"),
    path("<slug:member>/ta-in/", office.admit, name="member-admit"),
    path("<slug:member>/plats/", office.tenant, name="member-tenant"),
    path("<slug:member>/lage/<slug:to>/", office.move, name="member-move"),
    path("<slug:member>/ansvarig/", office.assign, name="member-assign"),
    path("<slug:member>/anteckning/", office.note, name="member-note"),
    path("<slug:member>/paminnelse/", office.reminder, name="member-reminder"),
    path("<slug:member>/paminnelse/<int:reminder>/klar/", office.reminder_done, name="member-reminder-done"),
    path("<slug:member>/tillagg/<str:reference>/", office.addition, name="member-addition"),
    path("<slug:member>/kontakter/ny/", office.contact_new, name="member-contact-new"),
    path("<slug:member>/kontakter/<int:contact>/avsluta/", office.contact_end, name="member-contact-end"),
]
