"""Which pages are there? The blueprints of all stages, in the order of the journey, and then those around it.

What reads a stage's pages imports them when it makes an application, not before: a command that needs none starts
without them.
"""

from collections.abc import Iterable

from flask import Blueprint


def blueprints() -> Iterable[Blueprint]:
    """Every blueprint but that of the first page, which ``home`` registers itself."""
    from feedback.api import client_views as clients
    from feedback.api import views as api
    from feedback.assurance import accessibility_views as accessibility
    from feedback.assurance import data_views as data
    from feedback.assurance import views as assurance
    from feedback.campaign import bulk_views as many_leaders
    from feedback.campaign import cohort_views as choosing_cohorts
    from feedback.campaign import leader_views as leaders
    from feedback.campaign import setup_views as setup
    from feedback.campaign import views as campaign
    from feedback.coaching import bundle_views as bundles
    from feedback.coaching import debrief_views as debrief
    from feedback.coaching import key_views as coach_keys
    from feedback.coaching import views as coaching
    from feedback.cohort import evaluation_views as evaluation
    from feedback.cohort import norm_views as averages
    from feedback.cohort import views as cohort
    from feedback.editor import competency_views as competency
    from feedback.editor import draft_views as drafts
    from feedback.editor import publishing_views as publishing
    from feedback.editor import views as frameworks
    from feedback.followup import assessment_views as assessments
    from feedback.followup import bench_views as bench
    from feedback.followup import views as followup
    from feedback.guides import views as guides
    from feedback.identity import account_views as account
    from feedback.identity import key_views as keys
    from feedback.identity import outside_views as outside
    from feedback.identity import people_views as people
    from feedback.identity import views as identity
    from feedback.invitation import change_views as changes
    from feedback.invitation import progress_views as progress
    from feedback.mailing import views as mailing
    from feedback.nomination import views as nomination
    from feedback.paper import keying_views as keying
    from feedback.paper import views as paper
    from feedback.report import views as report
    from feedback.response import views as response
    from feedback.unfinished import views as unfinished

    signing_in = (identity, outside, account, keys, people)
    setting_up = (setup, choosing_cohorts, campaign, leaders, many_leaders)
    asking = (nomination, progress, changes)
    answering = (response, paper, keying)
    reading = (report, coach_keys, coaching, debrief, bundles)
    going_on = (followup, assessments, bench, cohort, evaluation, averages)
    editing = (frameworks, drafts, competency, publishing)
    around = (mailing, assurance, data, accessibility, guides, api, clients, unfinished)
    families = (signing_in, setting_up, asking, answering, reading, going_on, editing, around)
    return [stage.bp for family in families for stage in family]
