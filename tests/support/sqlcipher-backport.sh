#!/bin/bash
# Builds and installs SQLCipher >= 4.5.6 as local packages where the release packages an older one (Debian 12).
#
# The source is Debian 13's, fetched through apt: the archive's address is the one apt already uses here, and the
# signature is checked with the keys that the release itself ships. The system's own sources are left as they are:
# apt is given a private folder for its source list and its state. To be run as root.
set -eu

release=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
	printf 'sqlcipher-backport: %s\n' "$1" >&2
	exit 1
}

os_release() {
	sed -n "s/^$1=//p" /etc/os-release | tr -d '"'
}

work=$(mktemp -d /var/tmp/sqlcipher-backport.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# The archive of the release that runs here, not its security or updates archive, whatever apt calls its address.
codename=$(os_release VERSION_CODENAME)
# shellcheck disable=SC2016  # apt fills it in
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Codename: $codename" |
	head -n 1)
[ -n "$archive" ] || fail "apt knows no Debian archive for $codename; is there one in its sources, and was apt-get update run?"
[ -r "$keyring" ] || fail "the archive's keys are missing; install the package debian-archive-keyring"

mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/src"
cat >"$work/apt/$release.sources" <<SOURCES
Types: deb-src
URIs: $archive
Suites: $release
Components: main
Signed-By: $keyring
SOURCES

private_apt() {
	apt-get -qq \
		-o Dir::Etc::SourceList="$work/apt/$release.sources" \
		-o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists="$work/apt/lists" \
		-o Dir::Cache="$work/apt/cache" \
		-o APT::Get::List-Cleanup=false \
		-o APT::Sandbox::User=root \
		-o Acquire::AllowInsecureRepositories=false \
		-o APT::Get::AllowUnauthenticated=false \
		"$@"
}

private_apt update || fail "the signed index of $release could not be fetched or its signature is not known to $keyring (upgrade debian-archive-keyring)"
(cd "$work/src" && private_apt source --download-only sqlcipher) || fail "the source package could not be fetched"

dsc=$(find "$work/src" -name 'sqlcipher_*.dsc')
[ -n "$dsc" ] || fail "apt fetched no source description"
dpkg-source --no-check -x "$dsc" "$work/src/tree" >/dev/null

# A version that sorts just before Debian 13's, so that an upgrade of the release replaces the local packages.
version=$(dpkg-parsechangelog -l "$work/src/tree/debian/changelog" -S Version)
{
	printf 'sqlcipher (%s~local%s) UNRELEASED; urgency=medium\n\n' "$version" "$(os_release VERSION_ID)"
	printf '  * Local build of the %s package, unchanged.\n\n' "$release"
	printf ' -- Local build <root@localhost>  %s\n\n' "$(date -R)"
	cat "$work/src/tree/debian/changelog"
} >"$work/changelog"
mv "$work/changelog" "$work/src/tree/debian/changelog"

export DEBIAN_FRONTEND=noninteractive
apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 build-dep "$work/src/tree" >"$work/log" 2>&1 || {
	tail -n 20 "$work/log" >&2
	fail "what its build needs could not be installed"
}
jobs=$(nproc)
(cd "$work/src/tree" && DEB_BUILD_OPTIONS="nocheck noautodbgsym parallel=$jobs" DEB_BUILD_PROFILES=nocheck \
	dpkg-buildpackage -b -us -uc) >"$work/log" 2>&1 || {
	tail -n 40 "$work/log" >&2
	fail "its build failed"
}
set -- "$work"/src/libsqlcipher[0-9]*_*.deb "$work"/src/libsqlcipher-dev_*.deb
apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@" >"$work/log" 2>&1 || {
	tail -n 20 "$work/log" >&2
	fail "the packages that were built could not be installed"
}
