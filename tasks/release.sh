#!/bin/sh
# What a release consists of, in release/: for each kind of machine an archive
# with both programs, the installer and what it installs; the programs alone;
# SHA256SUMS over all. `deno task release [TARGET...]`
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu

version=$(sed -n 's/.*"version": "\(.*\)".*/\1/p' client/deno.json)
rm -rf release
mkdir release
for target; do
  machine=${target%-unknown-linux-gnu}-linux
  name=bufferbane-$version-$machine
  # What the end-to-end tests have run, and half as large as `deno compile`'s.
  deno task compile --self-extracting --target "$target" --output-dir "release/$name"
  for program in bufferbane bufferbane-server; do
    # Without the version: the newest has always the same address.
    cp "release/$name/$program" "release/$program-$machine"
  done
  cp -R LICENSE docs/operating/install.sh docs/operating/systemd docs/operating/openrc \
    docs/operating/docker docs/operating/README.md "release/$name"
  # The programs are compressed already.
  tar -C release --owner=0 --group=0 --numeric-owner -cf "release/$name.tar" "$name"
  rm -r "release/$name"
done
cd release
sha256sum -- * >SHA256SUMS
cat SHA256SUMS
