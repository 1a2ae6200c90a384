#!/bin/sh
# Runs a command as systemd would under one of docs/operating/systemd/*.service,
# on machines where systemd does not run. For tests, as root, in a namespace of
# mounts of its own: `unshare -m sh enter_unit.sh COMMAND...`
#
# NAME            the service, whose folders /var/{lib,cache}/NAME and /run/NAME are
# PROGRAM CONFIG NOTIFY   files outside: the program, its configuration, the socket
# STATE           the folder outside that is its /var/lib/NAME
# CAPABILITIES    +net_raw, or nothing
# SYSCALLS FAMILIES       what allow_calls.py allows
# RTPRIO NICE     limits
set -eu
user=61234

read_only() { mount -o remount,bind,ro "$1"; }

# A folder of the service's own.
own() {
  mkdir -p "$1"
  mount -t tmpfs -o "mode=0700,uid=$user,gid=$user" none "$1"
}

# Files from outside are reached by their descriptors: what is mounted hides them.
exec 3<"$PROGRAM" 4<"$CONFIG"
here=$(mktemp -d)
mount -t tmpfs none "$here"
touch "$here/notify" "$here/allow_calls.py"
mount --bind "$NOTIFY" "$here/notify"
mkdir "$here/state"
mount --bind "$STATE" "$here/state"
chown "$user" "$here/state"
cp "$(dirname "$0")/allow_calls.py" "$here/allow_calls.py"

mount -t tmpfs none /usr/local/bin
cat <&3 >"/usr/local/bin/$NAME"
chmod 755 "/usr/local/bin/$NAME"
read_only /usr/local/bin

# StateDirectory=, CacheDirectory=, RuntimeDirectory=, LoadCredential=
for folder in /run /var/lib /var/cache; do
  mount -t tmpfs -o mode=0755 none "$folder"
  own "$folder/$NAME"
done
mount --move "$here/state" "/var/lib/$NAME"
mkdir -p /run/systemd "/run/credentials/$NAME"
cp "$here/allow_calls.py" /run/systemd/
touch /run/systemd/notify
mount --bind "$here/notify" /run/systemd/notify
umount "$here/notify"
umount "$here"
credential=/run/credentials/$NAME/$(basename "$CONFIG")
cat <&4 >"$credential"
chown -R "$user" "/run/credentials/$NAME"
chmod 0400 "$credential"
for folder in /run /var/lib /var/cache; do read_only "$folder"; done
exec 3<&- 4<&-

# ProtectHome=, PrivateTmp=, PrivateDevices=
for folder in /root /home; do mount -t tmpfs -o mode=0 none "$folder"; done
for folder in /tmp /var/tmp; do mount -t tmpfs -o mode=1777 none "$folder"; done
mount -t tmpfs none /dev
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/random c 1 8
mknod -m 666 /dev/urandom c 1 9
# ProtectProc=, ProtectKernelTunables=, ProtectSystem=
mount -t proc -o hidepid=2 proc /proc
mount --bind /proc/sys /proc/sys
read_only /proc/sys
read_only /sys
read_only /

limits="prlimit --rtprio=$RTPRIO --nice=$NICE"
# In containers root may have no say in it; the program does without.
$limits true 2>/dev/null || limits=

cd "/var/lib/$NAME"
exec 2>&1
JOURNAL_STREAM=$(stat -Lc %d:%i /proc/$$/fd/1)
exec env -i PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 \
  NOTIFY_SOCKET=/run/systemd/notify WATCHDOG_USEC=3000000 WATCHDOG_PID=$$ \
  "JOURNAL_STREAM=$JOURNAL_STREAM" XDG_STATE_HOME=/var/lib \
  "STATE_DIRECTORY=/var/lib/$NAME" "CACHE_DIRECTORY=/var/cache/$NAME" \
  "RUNTIME_DIRECTORY=/run/$NAME" "CREDENTIALS_DIRECTORY=/run/credentials/$NAME" \
  $limits setpriv --reuid=$user --regid=$user --clear-groups --no-new-privs \
  --bounding-set="-all${CAPABILITIES:+,$CAPABILITIES}" \
  --inh-caps="-all${CAPABILITIES:+,$CAPABILITIES}" \
  --ambient-caps="-all${CAPABILITIES:+,$CAPABILITIES}" \
  python3 /run/systemd/allow_calls.py "$SYSCALLS" "$FAMILIES" "$@"
