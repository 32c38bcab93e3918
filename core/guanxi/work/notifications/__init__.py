"""Notifications: what somebody is told under the bell and by mail, written with a change, read through the gate."""
