"""Celery as the house uses it: one task, run_job(id), that rings an executor; the truth is in the table `job`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import worker_ready, worker_shutting_down
from kombu.exceptions import OperationalError

EMBEDDED = "memory://localhost/"
LONGER_THAN_ANY_TURN_S = 3600

SETTINGS: dict[str, Any] = {
    "accept_content": ["json"],
    "task_serializer": "json",
    "result_serializer": "json",
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_track_started": False,
    "task_send_sent_event": False,
    "worker_send_task_events": False,
    "worker_enable_remote_control": False,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "broker_connection_retry": True,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_connection_timeout": 4,
    "task_publish_retry": False,
    "task_default_queue": "guanxi",
    "event_queue_ttl": 5,
    "enable_utc": True,
}
REDIS_OPTIONS: dict[str, Any] = {
    "visibility_timeout": LONGER_THAN_ANY_TURN_S,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "health_check_interval": 10,
}


class BrokerDown(Exception):
    """The broker cannot be reached; the jobs are safe in their table."""


class Bell:
    """Rings for jobs through a broker and answers with `answer(id)` in one of `threads` threads of this process."""

    def __init__(self, broker: str, answer: Callable[[str], str], threads: int, name: str):
        self.app = _make_app(broker)
        self.threads, self.name = threads, name

        def run_job(job_id: str) -> str:
            return answer(job_id)

        self._task = self.app.task(run_job, name="guanxi.run_job", shared=False)

    def ring(self, job_id: str) -> None:
        """Publish one bell; raises BrokerDown at once where the broker does not answer."""
        try:
            self._task.apply_async((job_id,), task_id=job_id, retry=False)
        except (OperationalError, OSError) as error:
            raise BrokerDown(str(error)) from error

    def serve(self, stopping: Callable[[], None], ready: Callable[[], None]) -> int:
        """Answer bells until the process is told to stop; calls `ready` when it listens, `stopping` when told to stop."""

        def told(**_: Any) -> None:
            stopping()

        def listens(**_: Any) -> None:
            ready()

        warnings.filterwarnings("ignore", category=SecurityWarning)
        worker_shutting_down.connect(told, weak=False)
        worker_ready.connect(listens, weak=False)
        try:
            worker = self.app.Worker(
                pool="threads",
                concurrency=self.threads,
                hostname=self.name,
                without_gossip=True,
                without_mingle=True,
                without_heartbeat=True,
                quiet=True,
            )
            worker.start()
        finally:
            worker_shutting_down.disconnect(told)
            worker_ready.disconnect(listens)
        return int(worker.exitcode or 0)


def _make_app(broker: str) -> Celery:
    app = Celery("guanxi", broker=_celery_url(broker), set_as_current=False, fixups=[])
    app.conf.update(SETTINGS)
    if broker == EMBEDDED:
        app.conf.broker_transport_options = {"polling_interval": 0.02}
    elif not broker.startswith("amqp"):
        app.conf.broker_transport_options = REDIS_OPTIONS
    return app


def _celery_url(broker: str) -> str:
    return "redis://" + broker.removeprefix("valkey://") if broker.startswith("valkey://") else broker
