#!/usr/bin/env bash
# Redis and PostgreSQL for `tests/stores`, from the distribution's packages. Does nothing where they are there.
set -euo pipefail

packages=()
command -v redis-server > /dev/null || packages+=(redis-server)
compgen -G "/usr/lib/postgresql/*/bin/initdb" > /dev/null || command -v initdb > /dev/null || packages+=(postgresql)
[ ${#packages[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "installing ${packages[*]}"
# The tests start servers of their own: none is to be started here.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -qq --yes --no-install-recommends "${packages[@]}" > /dev/null
