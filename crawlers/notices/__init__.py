"""Notices that wait become messages that somebody gets: at least once, no more than so many an hour, never twice known.

    rows (notices, deliveries) -> words -> shape -> send (a process of its own) -> marked as delivered

Read `post` first. What a receiver does, hang, flap, answer without end, costs a process of its own some seconds.
"""
