#!/bin/sh
# @TITLE@: https://github.com/bufferbane/bufferbane
# A program in one file: these lines, then a tar archive, compressed by gzip.
# They unpack it once into a folder that nobody else can write, and run it.
set -u

fail() {
  echo "Cannot start @NAME@ $1" >&2
  exit 1
}

# Ours, and nobody else may write there.
is_private() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] || return 1
  case $(ls -ld "$1") in d????-??-*) ;; *) return 1 ;; esac
}

# Files can be written there, and run: not mounted noexec.
is_usable() {
  probe=$1/.probe-$$
  (umask 077 && printf '#!/bin/sh\n' >"$probe" && chmod 700 "$probe") \
    2>/dev/null && "$probe" 2>/dev/null
  result=$?
  rm -f "$probe" 2>/dev/null
  return $result
}

# $1: an unpacked copy; the rest: the arguments.
run() {
  copy=$1
  shift
  DENO_DIR=$copy/cache DENO_NO_UPDATE_CHECK=1
  export DENO_DIR DENO_NO_UPDATE_CHECK
  flags=@V8_FLAGS@
  case ${1:-} in
    '' | -* | monitor)
      # For months, and not for minutes: small rather than fast.
      flags=@STEADY_V8_FLAGS@
      MALLOC_ARENA_MAX=@STEADY_ARENAS@
      export MALLOC_ARENA_MAX ;;
  esac
  exec "$copy/@NAME@" run --quiet --allow-all --no-config --no-lock --no-npm \
    --no-remote --v8-flags=$flags "$copy/app/main.js" "$@"
}

# Unpacks into the folder $1, or leaves nothing there.
unpack() {
  new=$1/.new-@COPY@-$$
  trap 'rm -rf "$new"' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir -m 700 "$new" || return 1
  tail -n +@LINES@ "$self" | gzip -dc | tar -xomf - -C "$new" || return 1
  chmod 700 "$new"
  # Whoever comes second moves into the first one's copy: no harm, and removed.
  [ -d "$1/@COPY@" ] || mv "$new" "$1/@COPY@"
  rm -rf "$new" "$1/@COPY@/.new-"*
  trap - EXIT HUP INT TERM
  clean "$1"
}

# Removes what broken-off starts left, and other versions that nothing runs.
clean() {
  find "$1" -maxdepth 1 -name '.new-*' -mtime +1 -exec rm -rf {} + 2>/dev/null
  for old in "$1"/@NAME@-[0-9]*; do
    [ "$old" = "$1/@COPY@" ] && continue
    case $(ls -l /proc/[0-9]*/exe 2>/dev/null) in
      *" $old/"*) ;;
      *) rm -rf "$old" ;;
    esac
  done
}

# One folder a line, the best first.
folders() {
  [ -n "${BUFFERBANE_CACHE:-}" ] && echo "$BUFFERBANE_CACHE"
  [ -n "${CACHE_DIRECTORY:-}" ] && echo "${CACHE_DIRECTORY%%:*}"
  [ -n "${XDG_CACHE_HOME:-}" ] && echo "$XDG_CACHE_HOME/bufferbane"
  [ -n "${HOME:-}" ] && echo "$HOME/.cache/bufferbane"
  echo "/var/tmp/bufferbane-$(id -u)"
}

self=$0
tried=
newline='
'
IFS=$newline
set -f
for folder in $(folders); do
  unset IFS
  set +f
  is_private "$folder/@COPY@" && run "$folder/@COPY@" "$@"
  tried="$tried $folder"
done

system="$(uname -s) $(uname -m)"
[ "$system" = "@SYSTEM@" ] ||
  fail "as this file is made for @SYSTEM@ (found: $system)"
[ -z "@LOADER@" ] || [ -e "@LOADER@" ] ||
  fail "as this system has no GNU C library (Alpine, OpenWrt?): run it on another machine behind the router"

sum=$(tail -n +@LINES@ "$self" | { sha256sum 2>/dev/null || shasum -a 256; }) ||
  fail "as neither sha256sum nor shasum can be run"
[ "${sum%% *}" = "@SHA256@" ] ||
  fail "as $self is damaged or was cut off: download it again"

IFS=$newline
set -f
for folder in $(folders); do
  unset IFS
  set +f
  (umask 077 && mkdir -p "$folder") 2>/dev/null
  is_private "$folder" && is_usable "$folder" || continue
  (umask 077 && unpack "$folder") || continue
  run "$folder/@COPY@" "$@"
done
fail "as it can be unpacked nowhere (tried:$tried). It takes 150 MB in a folder of yours that nobody else may write and whose file system allows programs to run: name one by BUFFERBANE_CACHE"
exit 1
