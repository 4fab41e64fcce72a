# sync/: the territory's shared history. No terminal, no SQL.

noinst_LIBRARIES += libsync.a
libsync_a_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
libsync_a_SOURCES =

# What a program that uses sync links.
sync_ldadd = libsync.a $(SYNC_LIBS) $(core_ldadd)
