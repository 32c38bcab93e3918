"""A step finishes together with its effects; what fails, stops, or loses its lease leaves none."""

from __future__ import annotations

import threading
from datetime import timedelta

import here
import probe
import pytest

from guanxi.data import database as bound
from guanxi.data.columns import to_ms
from guanxi.jobs import lease
from guanxi.jobs.execution import Execution, Turnstile
from guanxi.jobs.queue import put, state, stop


def test_job_runs_once_however_often_it_is_rung_for(queue, host, clock):
    job_id = put("probe.once", host=host)
    assert [here.ring(job_id, clock=clock) for _ in range(5)] == ["done", None, None, None, None]
    assert probe.effects() == [(job_id, 0)]


def test_job_is_not_run_before_its_moment(queue, host, clock):
    job_id = put("probe.once", at=clock() + timedelta(minutes=1), host=host)
    assert here.ring(job_id, clock=clock) is None
    clock.move(minutes=1)
    assert here.ring(job_id, clock=clock) == "done"


@pytest.mark.parametrize("name", ["probe.lines", "probe.stream"])
def test_steps_write_each_line_once_and_say_how_far_they_are(queue, host, clock, name):
    job_id = put(name, {"count": 4}, host=host)
    assert here.ring(job_id, clock=clock) == "done"
    assert probe.effects() == [(job_id, line) for line in range(4)]
    assert (state(job_id).progress, state(job_id).total) == (4, 4)


class DiesAt:
    """A runtime whose process 'dies' when step number `step` has written but not committed."""

    def __init__(self, step: int, clock):
        self.left, self.clock = step, clock

    def actor(self, actor_id):
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return probe.actor(actor_id)


@pytest.mark.parametrize("name", ["probe.lines", "probe.stream"])
@pytest.mark.parametrize("step", range(1, 4))
def test_job_that_died_goes_on_where_its_last_step_ended(queue, host, clock, name, step):
    job_id = put(name, {"count": 4}, host=host)
    with pytest.raises(KeyboardInterrupt):
        here.ring(job_id, runtime=probe.runtime(clock=clock, actor=DiesAt(step, clock).actor))
    assert len(probe.effects()) == step
    assert here.ring(job_id, clock=clock) is None
    clock.move(seconds=60)
    here.sweep(clock)
    clock.move(seconds=60)
    assert here.ring(job_id, "w:2", clock=clock) == "done"
    assert probe.effects() == [(job_id, line) for line in range(4)]


@pytest.mark.parametrize("name", [name for name, kind in probe.JOBS.items() if kind.example is not None])
@pytest.mark.parametrize("again", [False, True])
def test_each_job_run_twice_leaves_the_same_state(queue, host, clock, name, again):
    """The second executor takes over while the first is still at work; both work, one commits."""
    job_id = put(name, probe.JOBS[name].example, host=host)
    if again:
        taken = lease.take(job_id, "w:slow", to_ms(clock()), to_ms(clock()) + 1)
        clock.move(minutes=1)
        here.sweep(clock)
        clock.move(minutes=1)
        assert here.ring(job_id, "w:quick", clock=clock) == "done"
        slow = Execution(
            taken, "w:slow", lambda: probe.runtime(clock=clock), probe.QUICK, threading.Event(), Turnstile()
        )
        assert slow.run() == "lost"
    else:
        here.ring(job_id, clock=clock)
    count = (probe.JOBS[name].example or {}).get("count", 1)
    assert [line for _, line in probe.effects()] == list(range(count))


def test_executor_that_loses_its_lease_in_a_step_commits_nothing(queue, host, clock):
    job_id = put("probe.once", host=host)

    def stolen(actor_id):
        bound.run("UPDATE job SET lease_by = 'w:other' WHERE id = ?", [job_id])
        return probe.actor(actor_id)

    assert here.ring(job_id, runtime=probe.runtime(clock=clock, actor=stolen)) == "lost"
    assert probe.effects() == []


def test_failing_job_is_tried_again_later_and_then_given_up(queue, host, clock):
    job_id = put("probe.fails", host=host)
    told = []
    runtime = probe.runtime(clock=clock, report=lambda name, error: told.append((name, str(error))))
    answers = []
    for _ in range(3):
        answers += [here.ring(job_id, runtime=runtime), here.ring(job_id, runtime=runtime)]
        clock.move(seconds=1)
    assert answers == ["retry", None, "retry", None, "failed", None]
    assert told == [("probe.fails", "not today")]
    assert "ValueError: not today" in state(job_id).error
    assert probe.effects() == []


def test_job_that_says_it_is_of_no_use_is_not_tried_again(queue, host, clock):
    job_id = put("probe.fails", {"final": True}, host=host)
    assert here.ring(job_id, clock=clock) == "failed"
    assert state(job_id).error == "no use"


@pytest.mark.parametrize(("name", "ends"), [("probe.garbles", "retry"), ("probe.mumbles", "later")])
def test_what_no_database_keeps_in_an_error_is_written_in_other_signs(queue, host, clock, name, ends):
    job_id = put(name, host=host)
    assert here.ring(job_id, clock=clock) == ends
    assert r"half \udc80, none \0" in state(job_id).error


def test_job_that_exits_is_a_failure_not_the_end(queue, host, clock):
    assert here.ring(put("probe.exits", host=host), clock=clock) == "retry"


def test_job_may_ask_for_later_without_failing(queue, host, clock):
    job_id = put("probe.later", host=host)
    assert here.ring(job_id, clock=clock) == "later"
    assert (state(job_id).state, state(job_id).attempts) == ("waiting", 0)


def test_job_that_ends_every_worker_is_given_up(queue, host, clock):
    job_id = put("probe.once", host=host)
    given_up = []
    for turn in range(3):
        assert lease.take(job_id, f"w:{turn}", to_ms(clock()), to_ms(clock()) + 1)
        clock.move(minutes=1)
        given_up += here.sweep(clock, max_deaths=3)
        clock.move(minutes=1)
    assert given_up == [job_id]
    assert state(job_id).state == "failed"


def test_job_runs_as_its_initiator_as_he_is_now(queue, host, clock):
    gone, weak, fine = (put("probe.needs", actor_id=each, host=host) for each in (13, 7, 1))
    assert [here.ring(each, clock=clock) for each in (gone, weak, fine)] == ["failed", "failed", "done"]
    assert "probe.thing.do" in state(weak).error
    assert probe.effects() == [(fine, 0)]


def test_stopped_job_ends_after_the_step_that_runs(queue, host, clock):
    job_id = put("probe.lines", {"count": 4}, host=host)
    asked = []

    def actor(actor_id):
        if len(probe.effects()) == 1 and not asked:
            asked.append(stop(job_id, host=host))
        return probe.actor(actor_id)

    assert here.ring(job_id, runtime=probe.runtime(clock=clock, actor=actor)) == "stopped"
    assert state(job_id).state == "stopped"
    assert len(probe.effects()) == 2


def test_job_of_a_plugin_that_is_off_waits_and_goes_on_where_it_was(queue, host, clock):
    job_id = put("probe.lines", {"count": 3}, host=host)
    on, off = probe.runtime(clock=clock), probe.runtime(clock=clock, jobs={}, plugins=frozenset())
    taken = lease.take(job_id, "w:1", to_ms(clock()), to_ms(clock()) + 1000)
    runtimes = iter([on, off])
    assert (
        Execution(taken, "w:1", lambda: next(runtimes), probe.QUICK, threading.Event(), Turnstile()).run()
        == "released"
    )
    lease.park(off.jobs, off.plugins)
    assert state(job_id).state == "parked"
    assert lease.claim(on.jobs, on.plugins, "w", to_ms(clock()), to_ms(clock()) + 1000, 4) == []
    lease.park(on.jobs, on.plugins)
    assert lease.claim(on.jobs, on.plugins, "w", to_ms(clock()), to_ms(clock()) + 1000, 4) == [job_id]
    assert here.ring(job_id, clock=clock) == "done"
    assert probe.effects() == [(job_id, line) for line in range(3)]


def test_job_for_another_plugin_waits_for_that_plugin_too(queue, host, clock):
    job_id = put("probe.once", plugin="sales", host=host)
    names, now = probe.JOBS, to_ms(clock())
    assert lease.claim(names, {"probe"}, "w", now, now + 1000, 4) == []
    assert lease.claim(names, {"probe", "sales"}, "w", now, now + 1000, 4) == [job_id]


def test_effect_outside_happens_between_two_steps_with_a_stable_key(queue, host, clock, tmp_path):
    job_id = put("probe.mails", {"folder": str(tmp_path)}, host=host)
    assert here.ring(job_id, clock=clock) == "done"
    assert [path.name for path in tmp_path.iterdir()] == [f"job-{job_id}-mail"]
    assert probe.effects() == [(job_id, 0), (job_id, 1)]


def test_effect_outside_that_always_fails_is_given_up(queue, host, clock, tmp_path):
    job_id = put("probe.mails", {"folder": str(tmp_path / "missing")}, host=host)
    answers = []
    for _ in range(5):
        answers.append(here.ring(job_id, clock=clock))
        clock.move(minutes=1)
    assert answers == ["retry", "retry", "retry", "retry", "failed"]
    assert probe.effects() == [(job_id, 0)]


def test_each_due_job_is_claimed_by_one_dispatcher(queue, host, clock):
    ids = {put("probe.once", host=host) for _ in range(10)}
    now = to_ms(clock())
    first = lease.claim(probe.JOBS, {"probe"}, "a", now, now + 1000, 6)
    second = lease.claim(probe.JOBS, {"probe"}, "b", now, now + 1000, 6)
    assert (len(first), len(second)) == (6, 4)
    assert set(first) | set(second) == ids
    assert lease.claim(probe.JOBS, {"probe"}, "a", now, now + 1000, 6) == []


def test_clock_that_is_set_back_does_not_keep_the_jobs_of_the_dead(queue, host, clock):
    job_id = put("probe.once", host=host)
    lease.take(job_id, "w:dead", to_ms(clock()), to_ms(clock()) + 1000)
    clock.move(hours=-1)
    here.sweep(clock)
    clock.move(seconds=5)
    here.sweep(clock)
    clock.move(hours=2)
    assert here.ring(job_id, clock=clock) == "done"


def test_a_job_that_is_no_generator_cannot_go_outside(queue, host, clock):
    job_id = put("probe.outward", host=host)
    assert here.ring(job_id, clock=clock) == "retry"
    assert "returned Outside" in state(job_id).error
    assert probe.effects() == []
