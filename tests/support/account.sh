# Sourced by the scripts that check: the ordinary account under which the tests run when root runs them.
#
#   account_make               makes it, exports JALON_TEST_ACCOUNT; nothing to do when we are not root
#   account_stage BUILD TREE   copies what was built, and the tree, to where the account may read it;
#                              exports JALON_TEST_STAGE, which tests/support/run-test.sh uses
#   account_remove             removes the account, its processes and the copies
# shellcheck shell=bash

account_top=

account_make() {
	[ "$(id -u)" -eq 0 ] || return 0
	account_top=$(mktemp -d /var/tmp/jalon-account.XXXXXX)
	chmod 755 "$account_top"
	JALON_TEST_ACCOUNT=jalon-test-$$
	useradd --no-create-home --home-dir "$account_top/home" --shell /bin/bash --comment 'jalon tests' \
		"$JALON_TEST_ACCOUNT" || return 1
	install -d -m 700 -o "$JALON_TEST_ACCOUNT" "$account_top/home" "$account_top/tmp"
	export JALON_TEST_ACCOUNT
}

account_stage() {
	[ -n "$account_top" ] || return 0
	rm -rf "$account_top/build" "$account_top/src"
	mkdir "$account_top/build" "$account_top/src"
	tar -C "$1" -c --exclude='*.o' --exclude='*.log' --exclude='*.trs' . | tar -C "$account_top/build" -x
	tar -C "$2" -c --exclude=./.git --exclude='./build*' --exclude=./autom4te.cache . | tar -C "$account_top/src" -x
	chmod -R go+rX "$account_top/build" "$account_top/src"
	JALON_TEST_STAGE=$account_top
	export JALON_TEST_STAGE
}

account_remove() {
	[ -n "$account_top" ] || return 0
	local uid pid
	uid=$(id -u "$JALON_TEST_ACCOUNT" 2>/dev/null) || uid=
	if [ -n "$uid" ]; then
		# The account was made here, so every process of its number is one of ours, unless it lives in another root
		# (a bare tree), where the same number is somebody else.
		for pid in /proc/[0-9]*; do
			if [ "$(stat -c %u "$pid" 2>/dev/null)" = "$uid" ] && [ "$pid/root" -ef / ]; then
				kill -9 "${pid#/proc/}" 2>/dev/null || true
			fi
		done
		userdel "$JALON_TEST_ACCOUNT" >/dev/null 2>&1 || true
	fi
	rm -rf "$account_top"
	account_top=
	unset JALON_TEST_ACCOUNT JALON_TEST_STAGE
}
