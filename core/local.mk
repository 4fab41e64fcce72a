# core/: what the data is and how it is kept. No terminal, no git.

noinst_LIBRARIES += libcore.a
libcore_a_CPPFLAGS = $(AM_CPPFLAGS) $(CORE_CFLAGS)
libcore_a_SOURCES = \
	core/buf.c \
	core/buf.h \
	core/clock.h \
	core/diag.c \
	core/diag.h \
	core/error.c \
	core/error.h \
	core/id.c \
	core/id.h \
	core/secret.h

# What a program that uses core links.
core_ldadd = libcore.a $(CORE_LIBS)
