# sync/: the territory's shared history. No terminal, no SQL.

noinst_LIBRARIES += libsync.a
libsync_a_CPPFLAGS = $(AM_CPPFLAGS) $(SYNC_CFLAGS)
libsync_a_SOURCES = \
	sync/address.c \
	sync/address.h \
	sync/bare.c \
	sync/bare.h \
	sync/charter.c \
	sync/charter.h \
	sync/clause.c \
	sync/clause.h \
	sync/commit.c \
	sync/commit.h \
	sync/envelope.c \
	sync/envelope.h \
	sync/epoch.c \
	sync/epoch.h \
	sync/event.h \
	sync/fault.c \
	sync/fault.h \
	sync/gitlib.c \
	sync/gitlib.h \
	sync/heads.c \
	sync/heads.h \
	sync/intake.c \
	sync/intake.h \
	sync/keyrec.c \
	sync/keyrec.h \
	sync/look.c \
	sync/look.h \
	sync/lot.c \
	sync/lot.h \
	sync/message.c \
	sync/message.h \
	sync/oid.c \
	sync/oid.h \
	sync/oidset.c \
	sync/oidset.h \
	sync/pkt.c \
	sync/pkt.h \
	sync/pulse.c \
	sync/pulse.h \
	sync/remote.c \
	sync/remote.h \
	sync/remote_folder.c \
	sync/remote_impl.h \
	sync/remote_ssh.c \
	sync/repo.c \
	sync/repo.h \
	sync/repo_impl.h \
	sync/request.c \
	sync/request.h \
	sync/rights.c \
	sync/rights.h \
	sync/rule.c \
	sync/rule.h \
	sync/showcase.c \
	sync/showcase.h \
	sync/smart.c \
	sync/smart.h \
	sync/snapshot.c \
	sync/snapshot.h \
	sync/span.c \
	sync/span.h \
	sync/ssh.c \
	sync/ssh.h \
	sync/sshsig.c \
	sync/sshsig.h \
	sync/store.c \
	sync/store.h \
	sync/territory.h \
	sync/tree.c \
	sync/tree.h \
	sync/wire.c \
	sync/wire.h

# What a program that uses sync links.
sync_ldadd = libsync.a $(SYNC_LIBS) $(core_ldadd)
