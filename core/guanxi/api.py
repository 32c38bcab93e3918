"""What plugin authors import: everything of the host that a plugin may use, and nothing else."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, IntegerField, TextField

from guanxi.data.chinese.credit_code import check_sign as credit_code_check_sign
from guanxi.data.chinese.identity import check_digit as identity_check_digit
from guanxi.data.chinese.names import split_name
from guanxi.data.chinese.pasted_block import split_block
from guanxi.data.chinese.phone import is_mobile
from guanxi.data.columns import Day, Id, Json, Moment, MoneyColumn, RecordTable
from guanxi.data.database import Table, write_transaction
from guanxi.data.errors import Conflict, Forbidden, InvalidValues, NotFound, Problem, Refused
from guanxi.data.fields import (
    About,
    Address,
    BankAccount,
    Boolean,
    Choice,
    Choices,
    Country,
    CreditCode,
    Date,
    DateTime,
    Decimal,
    Email,
    Field,
    IdNumber,
    Integer,
    Invalid,
    Link,
    LongText,
    Maturity,
    Percent,
    PersonName,
    Phone,
    Text,
    Url,
    when,
)
from guanxi.data.fields import MoneyField as Money
from guanxi.data.messages import Message, translator
from guanxi.data.money import Money as MoneyValue
from guanxi.jobs.declaration import Again, Failed, Job, Outside, Retry, Step, job
from guanxi.jobs.schedule import Schedule
from guanxi.people.actors import zone_of
from guanxi.people.duplicates import Duplicates
from guanxi.people.handovers.declaration import HandOver
from guanxi.plugins.demo import DemoData
from guanxi.plugins.markers import hookimpl, hookspec
from guanxi.plugins.mount import PUBLIC, Command, MenuItem, Pages, Permission, Setting, Slot, slot
from guanxi.records.about import latest_about
from guanxi.records.actor import Actor, Scope
from guanxi.records.change import Change, Done, change
from guanxi.records.choosing import columns_by
from guanxi.records.entries import AlsoIn, Entries
from guanxi.records.gate import columns_among, fields_for, get, linked_rows, visible
from guanxi.records.measures import counted, mean, mean_time, median_time, share, summed, weighted
from guanxi.records.measuring import Stays
from guanxi.records.milestones import Milestone, Milestones
from guanxi.records.moving_entries import move_entries, share_entries
from guanxi.records.ownership import owner_at
from guanxi.records.ref import Ref
from guanxi.records.resource import Extension, Resource, Rows
from guanxi.records.standard import create, create_within, delete, edit, restore
from guanxi.records.transaction import Transaction
from guanxi.records.undo import undo
from guanxi.records.uniting import merging
from guanxi.resources.actions import Action
from guanxi.resources.alike import alike
from guanxi.resources.boards import Board, BoardColumn
from guanxi.resources.calendars import Calendar
from guanxi.resources.concerns import concerns
from guanxi.resources.display import format_of
from guanxi.resources.faces import Computed, Form, List, Quick, Record, Without, mine
from guanxi.resources.forms import Input, RecordForm
from guanxi.resources.funnels import Funnel, FunnelStep, Way
from guanxi.resources.imports.declaration import Import
from guanxi.resources.lines import Lines
from guanxi.resources.metrics import Metric
from guanxi.resources.next_activity import next_activity, next_badge
from guanxi.resources.paste import pasted
from guanxi.resources.readings import Reading
from guanxi.web.rendering import page, toast
from guanxi.work.activities.changes import plan_activity, replan_activity
from guanxi.work.beside import newest_entries, open_activities, unplanned
from guanxi.work.day.declared import DayEntry, DayPart
from guanxi.work.first_steps import FirstStep
from guanxi.work.messages.addressees import Addressee, Recipients
from guanxi.work.notifications.kinds import NoticeKind

__all__ = [
    "PUBLIC",
    "About",
    "Action",
    "Actor",
    "Address",
    "Addressee",
    "Again",
    "AlsoIn",
    "BankAccount",
    "BigIntegerField",
    "Board",
    "BoardColumn",
    "Boolean",
    "BooleanField",
    "Calendar",
    "Change",
    "Choice",
    "Choices",
    "Command",
    "Computed",
    "Conflict",
    "Country",
    "CreditCode",
    "Date",
    "DateTime",
    "Day",
    "DayEntry",
    "DayPart",
    "Decimal",
    "DemoData",
    "Done",
    "Duplicates",
    "Email",
    "Entries",
    "Extension",
    "Failed",
    "Field",
    "FirstStep",
    "Forbidden",
    "Form",
    "Funnel",
    "FunnelStep",
    "HandOver",
    "Id",
    "IdNumber",
    "Import",
    "Input",
    "Integer",
    "IntegerField",
    "Invalid",
    "InvalidValues",
    "Job",
    "Json",
    "Lines",
    "Link",
    "List",
    "LongText",
    "Maturity",
    "MenuItem",
    "Message",
    "Metric",
    "Milestone",
    "Milestones",
    "Moment",
    "Money",
    "MoneyColumn",
    "MoneyValue",
    "NotFound",
    "NoticeKind",
    "Outside",
    "Pages",
    "Percent",
    "Permission",
    "PersonName",
    "Phone",
    "Problem",
    "Quick",
    "Reading",
    "Recipients",
    "Record",
    "RecordForm",
    "RecordTable",
    "Ref",
    "Refused",
    "Resource",
    "Retry",
    "Rows",
    "Schedule",
    "Scope",
    "Setting",
    "Slot",
    "Stays",
    "Step",
    "Table",
    "Text",
    "TextField",
    "Transaction",
    "Url",
    "Way",
    "Without",
    "alike",
    "change",
    "columns_among",
    "columns_by",
    "concerns",
    "counted",
    "create",
    "create_within",
    "credit_code_check_sign",
    "delete",
    "edit",
    "fields_for",
    "format_of",
    "get",
    "hookimpl",
    "hookspec",
    "identity_check_digit",
    "is_mobile",
    "job",
    "latest_about",
    "linked_rows",
    "mean",
    "mean_time",
    "median_time",
    "merging",
    "mine",
    "move_entries",
    "newest_entries",
    "next_activity",
    "next_badge",
    "open_activities",
    "owner_at",
    "page",
    "pasted",
    "plan_activity",
    "replan_activity",
    "restore",
    "share",
    "share_entries",
    "slot",
    "split_block",
    "split_name",
    "summed",
    "toast",
    "translator",
    "undo",
    "unplanned",
    "visible",
    "weighted",
    "when",
    "write_transaction",
    "zone_of",
]
