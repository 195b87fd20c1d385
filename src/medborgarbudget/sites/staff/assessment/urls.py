"""Which addresses do staff's pages about the assessment have?"""

from django.urls import path

from medborgarbudget.sites.staff.assessment import criteria, lists, objections, one, questions, table

urlpatterns = [
    path("kriterier/", criteria.criteria, name="criteria"),
    path("kriterier/nytt/", criteria.criterion_new, name="criterion-new"),
    path("kriterier/<int:pk>/", criteria.criterion, name="criterion"),
    path("kriterier/<int:pk>/flytta/", criteria.criterion_move, name="criterion-move"),
    path("kriterier/<int:pk>/ta-bort/", criteria.criterion_remove, name="criterion-remove"),
    path("bedomning/", table.assessments, name="assessments"),
    path("bedomning/starta/", table.assessments_open, name="assessments-open"),
    path("bedomning/listor/", lists.assessment_lists, name="assessment-lists"),
    path("bedomning/likvardighet/", lists.assessment_evenness, name="assessment-evenness"),
    path("bedomning/<str:reference>/", one.assessment, name="assessment"),
    path("bedomning/<str:reference>/ta/", one.assessment_take, name="assessment-take"),
    path("bedomning/<str:reference>/ta-tillbaka/", one.assessment_take_back, name="assessment-take-back"),
    path("bedomning/<str:reference>/signera/", one.assessment_sign, name="assessment-sign"),
    path("bedomning/<str:reference>/oppna-igen/", one.assessment_reopen, name="assessment-reopen"),
    path("bedomning/<str:reference>/fraga/", questions.ask, name="assessment-ask"),
    path("bedomning/<str:reference>/fraga/<int:pk>/aterta/", questions.withdraw, name="assessment-withdraw-question"),
    path("bedomning/<str:reference>/omprovning/", objections.objection, name="assessment-objection"),
]
