#!/bin/bash
# make-deb.sh BUILD: a binary package of what was built there, for this machine's release, in that folder. The libraries
# it depends on are read from the program itself.
set -eu
build=$(cd "$1" && pwd)
cd "$build"

version=$(sed -n 's/^PACKAGE_VERSION = //p' Makefile)
prefix=$(sed -n 's/^prefix = //p' Makefile)
[ "$prefix" = /usr ] || {
	echo "make-deb: configured for $prefix, and a package installs in /usr" >&2
	exit 1
}
arch=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make -s install-strip DESTDIR="$work/root" >/dev/null
mkdir -p "$work/debian" "$work/root/DEBIAN" "$work/root/usr/share/doc/jalon"
printf 'Source: jalon\n\nPackage: jalon\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/jalon root/usr/libexec/jalon/jalon-print root/usr/libexec/jalon/jalon-read | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ]
printf 'Files: *\nLicense: GPL-3+\n See /usr/share/common-licenses/GPL-3\n' >"$work/root/usr/share/doc/jalon/copyright"
find "$work/root" -path '*/man/*' -type f -exec gzip -9n {} +
cat >"$work/root/DEBIAN/control" <<CONTROL
Package: jalon
Version: $version
Architecture: $arch
Maintainer: the authors of jalon <jalon@localhost>
Section: misc
Priority: optional
Installed-Size: $(du -sk "$work/root" | cut -f1)
Depends: $depends, fonts-dejavu-core
Recommends: git, openssh-client
Description: encrypted caseloads, offline first, shared through signed commits
 A social worker's caseload in a terminal: kept encrypted on the laptop,
 usable without a network, and synchronised through any git server, which
 can read nothing of it.
CONTROL
chmod -R go+rX,go-w "$work/root"
dpkg-deb --root-owner-group --build "$work/root" "$build/jalon_${version}_$arch.deb" >/dev/null
printf '%s\n' "$build/jalon_${version}_$arch.deb"
