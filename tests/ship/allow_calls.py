"""Runs a command that may make these system calls, and open sockets of these
families, only: allow_calls.py NAME,NAME... AF_INET,AF_UNIX... COMMAND..."""

import os
import socket
import sys

import seccomp

names, families, *command = sys.argv[1:]
allowed = seccomp.SyscallFilter(seccomp.ERRNO(1))
for name in names.split(","):
    if name == "socket":
        continue
    try:
        allowed.add_rule(seccomp.ALLOW, name)
    except (RuntimeError, ValueError):
        pass  # Another architecture's.
for family in families.split(","):
    allowed.add_rule(
        seccomp.ALLOW,
        "socket",
        seccomp.Arg(0, seccomp.EQ, getattr(socket, family)),
    )
allowed.load()
os.execvp(command[0], command)
