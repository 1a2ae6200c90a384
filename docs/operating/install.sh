#!/bin/sh
# Installs bufferbane, or its server, as a service of systemd, or removes it.
# Shows every command first and asks; what it shows is what it runs.
set -eu

usage() {
  cat <<'USAGE'
Usage: install.sh client [--exports] [OPTIONS]
       install.sh server [--load-tests] [OPTIONS]
       install.sh uninstall client|server [--purge] [OPTIONS]

  --exports      also write each day's samples as CSV, every night
  --load-tests   allow TCP load tests on kernels that want CAP_NET_ADMIN for them
  --purge        also remove the configuration, the database and all else it kept
  --from DIR     where the program is (default: the folder of this script)
  --dry-run      show the commands and end
  --yes          do not ask
USAGE
}

fail() {
  echo "Cannot $1" >&2
  exit "${2:-1}"
}

# $1: a command of the plan. Paths from here are in single quotes.
plan() {
  commands="$commands$1
"
}

quoted() {
  printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"
}

# What asks a running systemd: in a chroot or an image there is none.
plan_if_running() {
  [ ! -d /run/systemd/system ] || plan "systemctl $1"
}

# $1: the program.
plan_program() {
  [ -f "$from/$1" ] || fail "install $1 as it is not in $from (--from DIR names the folder)"
  plan "install -D -m 0755 $(quoted "$from/$1") /usr/local/bin/$1"
  plan "install -d -m 0755 /etc/bufferbane"
}

# $@: units, in systemd/ beside this script.
plan_units() {
  for unit; do
    plan "install -D -m 0644 $(quoted "$here/systemd/$unit") /etc/systemd/system/$unit"
  done
}

plan_client() {
  config=/etc/bufferbane/client.conf
  database=/var/lib/bufferbane/bufferbane.db
  plan_program bufferbane
  if [ ! -e $config ]; then
    plan "/usr/local/bin/bufferbane config init --output $config"
    plan "sed -i 's|^#database_path = \"\"|database_path = \"$database\"|' $config"
  fi
  plan_units bufferbane.service
  [ -z "$exports" ] || plan_units bufferbane-export.service bufferbane-export.timer
  plan_if_running daemon-reload
  plan "systemctl enable bufferbane.service"
  plan_if_running "restart bufferbane.service"
  [ -n "$exports" ] || return 0
  plan "systemctl enable bufferbane-export.timer"
  plan_if_running "start bufferbane-export.timer"
}

plan_server() {
  config=/etc/bufferbane/server.conf
  plan_program bufferbane-server
  if [ ! -e $config ]; then
    plan "/usr/local/bin/bufferbane-server config init --output $config"
    plan "sed -i \"s|^#shared_secret = .*|shared_secret = \\\"\$(/usr/local/bin/bufferbane-server secret)\\\"|\" $config"
    plan "sed -i 's|^#status_socket = .*|status_socket = \"/run/bufferbane-server/status.sock\"|' $config"
  fi
  plan "/usr/local/bin/bufferbane-server config check $config"
  plan_units bufferbane-server.service
  [ -z "$load_tests" ] || plan_units bufferbane-server.service.d/load-tests.conf
  plan_if_running daemon-reload
  plan "systemctl enable bufferbane-server.service"
  plan_if_running "restart bufferbane-server.service"
}

# $1: client or server.
plan_uninstall() {
  case $1 in
  client)
    name=bufferbane
    units="bufferbane-export.timer bufferbane-export.service bufferbane.service"
    config=/etc/bufferbane/client.conf
    ;;
  server)
    name=bufferbane-server
    units="bufferbane-server.service"
    config=/etc/bufferbane/server.conf
    ;;
  esac
  for unit in $units; do
    [ -e "/etc/systemd/system/$unit" ] || continue
    plan_if_running "stop $unit"
    plan "systemctl disable $unit"
    plan "rm -rf /etc/systemd/system/$unit /etc/systemd/system/$unit.d"
  done
  plan_if_running daemon-reload
  plan "rm -f /usr/local/bin/$name"
  # With DynamicUser= the folders themselves are in private/.
  plan "rm -rf /var/cache/private/$name /var/cache/$name"
  [ -n "$purge" ] || return 0
  plan "rm -f $config"
  plan "rmdir --ignore-fail-on-non-empty /etc/bufferbane"
  plan "rm -rf /var/lib/private/$name /var/lib/$name"
}

here=$(cd "$(dirname "$0")" && pwd)
from=$here
commands=''
exports=''
load_tests=''
purge=''
is_dry=''
is_sure=''
action=''
what=''

while [ $# -gt 0 ]; do
  case $1 in
  -h | --help) usage && exit 0 ;;
  --exports) exports=1 ;;
  --load-tests) load_tests=1 ;;
  --purge) purge=1 ;;
  --dry-run) is_dry=1 ;;
  --yes) is_sure=1 ;;
  --from)
    [ $# -gt 1 ] || fail "use --from without a folder" 2
    from=$2
    shift
    ;;
  uninstall) action=uninstall ;;
  client | server) what=$1 ;;
  *) fail "use \"$1\" (see install.sh --help)" 2 ;;
  esac
  shift
done
if [ -z "$what" ]; then
  usage >&2
  exit 2
fi

if [ "$action" = uninstall ]; then
  plan_uninstall "$what"
else
  command -v systemctl >/dev/null ||
    fail "install a service as there is no systemd here (README.md, beside this script, has OpenRC and containers)"
  "plan_$what"
fi

echo "This will run, as root:"
echo
printf %s "$commands" | sed 's/^/  /'
echo
[ -z "$is_dry" ] || exit 0
[ "$(id -u)" -eq 0 ] || fail "go on as this needs root: run it by sudo, or as root"
if [ -z "$is_sure" ]; then
  printf 'Go on? [y/N] '
  read -r answer || answer=
  case $answer in
  y | Y | yes) ;;
  *) fail "go on without a yes: nothing was changed" ;;
  esac
fi
# Commands may read their standard input: the plan comes by another descriptor.
while IFS= read -r command <&3; do
  sh -c "$command" || fail "go on as this failed: $command"
done 3<<PLAN
${commands%?}
PLAN
echo "Done."
[ "$action" != uninstall ] || exit 0
[ -d /run/systemd/system ] ||
  echo "systemd is not running here: it starts the service with the machine."
case $what in
client) echo "See: systemctl status bufferbane; sudo bufferbane stats --last 1h" ;;
server) echo "The clients need the secret in $config: sudo grep ^shared_secret $config" ;;
esac
