"""Home of the hotline export: a sheet of citizens' tickets (诉求工单)."""
