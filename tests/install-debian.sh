#!/bin/sh
# install-debian.sh PACKAGE FILE...: install a Debian package unless one of the files is there.
# Starts no service and changes none; where it may not install, it says in one line what to install.
set -eu
package=$1
shift
for file in "$@"; do
    [ -n "$file" ] && [ -e "$file" ] && exit 0
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing: please install the Debian package $package (apt-get install $package)" >&2
    exit 0
fi
echo "installing the Debian package $package …"
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then # no service of the package may start
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
[ -d /etc/postgresql-common ] || { mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf; }
apt-get install -y -qq "$package" >/dev/null 2>&1 || { apt-get update -qq && apt-get install -y -qq "$package" >/dev/null; }
