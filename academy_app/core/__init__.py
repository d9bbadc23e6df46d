"""What every room stands on: settings, database doors, actor, errors, events, views, clock."""
