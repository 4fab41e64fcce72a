# print/: the program that lays papers out. It gets a paper on its standard input and knows nothing else.

pkglibexec_PROGRAMS = jalon-print
jalon_print_CPPFLAGS = $(AM_CPPFLAGS) $(PRINT_CFLAGS)
jalon_print_SOURCES = \
	print/blocks.c \
	print/blocks.h \
	print/lang.c \
	print/lang.h \
	print/main.c \
	print/sheet.c \
	print/sheet.h
jalon_print_LDADD = libcore.a $(PRINT_LIBS) $(SODIUM_LIBS) $(UNISTRING_LIBS)
