"""What may a client be allowed to read?"""

from flask_babel import lazy_gettext as _

CAMPAIGNS, PROGRESS, COHORTS, REPORTS = "campaigns:read", "progress:read", "cohorts:read", "reports:read"
SCOPES = {
    CAMPAIGNS: _("Campaigns: their names, states, frameworks and last days"),
    PROGRESS: _("Progress: how many lists are approved and how many raters have answered, never about one leader"),
    COHORTS: _("Leaders together: the figures of the report on all leaders of a campaign, never about one"),
    REPORTS: _("Reports: leaders’ names, and figures of released reports where the campaign allows it; no comments"),
}
