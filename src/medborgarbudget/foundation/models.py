"""Which tables does the foundation own? (Django looks here; each is defined in the module of its purpose.)"""

from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.notifications import Notification, NotificationPreference

__all__ = ["AuditEntry", "Notification", "NotificationPreference"]
