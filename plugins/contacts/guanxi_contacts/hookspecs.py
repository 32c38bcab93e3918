"""The hooks that contacts offers: what it tells after a customer was created, edited or put into the bin."""

from __future__ import annotations

from typing import Any

from guanxi.api import hookspec


@hookspec
def contacts_company_created(record: list[Any]) -> None:
    """A company was created.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_company_edited(record: list[Any]) -> None:
    """A company was edited; not told where nothing differed.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_company_deleted(record: list[Any]) -> None:
    """A company was put into the bin.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_company_restored(record: list[Any]) -> None:
    """A company was taken out of the bin.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_person_created(record: list[Any]) -> None:
    """A person was created.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_person_edited(record: list[Any]) -> None:
    """A person was edited; not told where nothing differed.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_person_deleted(record: list[Any]) -> None:
    """A person was put into the bin.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_person_restored(record: list[Any]) -> None:
    """A person was taken out of the bin.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_contact_person_created(record: list[Any]) -> None:
    """A contact person was created.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_contact_person_edited(record: list[Any]) -> None:
    """A contact person was edited; not told where nothing differed.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_contact_person_deleted(record: list[Any]) -> None:
    """A contact person was put into the bin.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError


@hookspec
def contacts_contact_person_restored(record: list[Any]) -> None:
    """A contact person was taken out of the bin.

    Told after the commit, by one job for each listener; `record` is its kind and id, such as
    ``["contacts.company", 7]``; it may have changed again by then. Returns nothing. If it raises, the job is tried again later.
    """
    raise NotImplementedError
