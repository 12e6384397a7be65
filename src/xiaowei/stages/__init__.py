"""Stages: the six rooms in walking order, intake to evaluation."""
