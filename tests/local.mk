# tests/: every test program prints TAP; automake counts each case. A program has one group of cases.
#
# To add a unit test tests/unit/test_X.c: one line in the list of its layer, and for sync and tui one line more that
# names the layer's libraries: tests_unit_test_X_LDADD = $(sync_test_ldadd) or $(tui_test_ldadd). Core's is the default.

core_tests = \
	tests/unit/test_error \
	tests/unit/test_jsonw

sync_tests =

tui_tests =

LDADD = $(core_ldadd) $(CMOCKA_LIBS)
sync_test_ldadd = $(sync_ldadd) $(CMOCKA_LIBS)
tui_test_ldadd = $(tui_ldadd) $(CMOCKA_LIBS)

check_PROGRAMS += $(core_tests) $(sync_tests) $(tui_tests)
TESTS += $(core_tests) $(sync_tests) $(tui_tests)

LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/support/run-test.sh
AM_TESTS_ENVIRONMENT = \
	JALON_BIN='$(abs_builddir)/jalon'; export JALON_BIN; \
	JALON_SRCDIR='$(abs_top_srcdir)'; export JALON_SRCDIR;

EXTRA_DIST += \
	tests/support/run-test.sh \
	tests/support/sqlcipher-backport.sh

if !HAVE_CMOCKA
check-local:
	@echo 'The tests need cmocka. Install it (Debian: libcmocka-dev), or run ./bootstrap deps test.' >&2; false
endif
