# read/: the program that reads tables out of files that are no text. It gets a file and knows nothing else.

noinst_LIBRARIES += libread.a
libread_a_CPPFLAGS = $(AM_CPPFLAGS) $(READ_CFLAGS)
libread_a_SOURCES = \
	read/book.c \
	read/book.h \
	read/number.c \
	read/number.h \
	read/ods.c \
	read/ods.h \
	read/out.c \
	read/out.h \
	read/pack.c \
	read/pack.h \
	read/read.c \
	read/read.h \
	read/xlsx.c \
	read/xlsx.h \
	read/xml.c \
	read/xml.h

pkglibexec_PROGRAMS += jalon-read
jalon_read_SOURCES = read/main.c
jalon_read_LDADD = libread.a libcore.a $(READ_LIBS) $(SODIUM_LIBS) $(UNISTRING_LIBS) -lm
