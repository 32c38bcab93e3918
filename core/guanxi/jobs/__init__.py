"""The job room: one table of later work, its dispatcher, its schedule, and Celery as executor."""
