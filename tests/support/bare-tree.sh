#!/bin/bash
# bare-tree.sh RELEASE COMMAND…: runs a command on this tree in a bare Debian of that release (bookworm, trixie), as a
# newcomer's machine would: made by debootstrap, nothing installed, root. What is committed or not yet ignored is
# copied to /srv/jalon there. The bare release is kept as an archive in /var/tmp, so that the next run starts at once;
# the tree itself is removed at the end. Exit 77 when it can't be had here, the last line says why.
#
# Addresses and settings (a proxy, an archive's date) are those that apt uses on this machine.
set -eu

release=$1
shift
here=$(cd "$(dirname "$0")/../.." && pwd)
cache=${JALON_BARE_CACHE:-/var/tmp/jalon-bare}
base=$cache/$release.tar

skip() {
	printf '%s\n' "$1"
	exit 77
}

[ "$(id -u)" -eq 0 ] || skip 'a bare tree needs root'
command -v debootstrap >/dev/null || skip 'debootstrap is not installed (./bootstrap deps all)'
unshare --mount --pid --fork true 2>/dev/null || skip 'this machine allows no namespaces'

work=$(mktemp -d /var/tmp/jalon-bare.XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root

# shellcheck disable=SC2016  # apt fills it in
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
[ -n "$archive" ] || skip 'apt knows no Debian archive here'

if [ ! -f "$base" ]; then
	mkdir -p "$cache"
	eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
	export http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}"
	debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
		"$release" "$root" "$archive" >"$work/log" 2>&1 || {
		tail -n 5 "$work/log"
		skip "debootstrap could not make a bare $release (no network?)"
	}
	rm -f "$root"/var/cache/apt/archives/*.deb
	tar -C "$root" -cf "$base.$$" --one-file-system .
	mv "$base.$$" "$base"
else
	mkdir "$root"
	tar -C "$root" -xf "$base"
fi

apt-config dump | grep -E '^Acquire::(http|https|Check|Retries|Max-ValidTime)' >"$root/etc/apt/apt.conf.d/90outside" || true
cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
mkdir -p "$root/srv/jalon"
if git -C "$here" rev-parse --git-dir >/dev/null 2>&1; then
	# shellcheck disable=SC2016  # for the inner shell
	git -C "$here" ls-files -z --cached --others --exclude-standard |
		(cd "$here" && xargs -0 sh -c 'for f; do [ ! -e "$f" ] || printf "%s\0" "$f"; done' sh) |
		tar -C "$here" --null -T - -c | tar -C "$root/srv/jalon" --no-same-owner -x
else
	tar -C "$here" -c --exclude='./build*' . | tar -C "$root/srv/jalon" --no-same-owner -x
fi

# Mounts and processes live in namespaces of their own and end with the command.
# shellcheck disable=SC2016  # for the inner shell
unshare --mount --pid --fork --kill-child sh -eu -c '
	root=$1
	shift
	mount --make-rprivate /
	mount -t proc proc "$root/proc"
	mount -t tmpfs -o mode=755 tmpfs "$root/dev"
	for node in null zero full random urandom tty; do
		: >"$root/dev/$node"
		mount --bind "/dev/$node" "$root/dev/$node"
	done
	mkdir "$root/dev/pts" "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
	ln -s pts/ptmx "$root/dev/ptmx"
	mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
	ln -s /proc/self/fd "$root/dev/fd"
	cd "$root"
	exec chroot . env -i HOME=/root TERM="${TERM:-dumb}" LANG="${LANG:-C.UTF-8}" CI="${CI:-}" \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		sh -c "cd /srv/jalon && exec \"\$@\"" sh "$@"
' sh "$root" "$@"
