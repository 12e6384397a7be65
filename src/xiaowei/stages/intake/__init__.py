"""Room intake: home of tickets 诉求工单, masked, located and classified."""
