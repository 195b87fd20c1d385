"""What everything stands on and that knows nothing of budgets: verdicts, clock, money, audit, files, mail, tenancy."""
