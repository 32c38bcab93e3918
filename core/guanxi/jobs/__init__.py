"""What happens later: the job table with leases, the dispatcher in each worker, the schedule, Celery as the executor."""
