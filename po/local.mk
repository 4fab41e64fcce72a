# po/: the languages. The texts in the sources are French and need no catalogue; fr.po is made from them for the tests.
# en.po is written by hand; `make update-po` brings the sources' new texts into it.

po_catalogs = po/en/LC_MESSAGES/jalon.mo
po_sources = $(libcore_a_SOURCES) $(libsync_a_SOURCES) $(libtui_a_SOURCES) $(jalon_SOURCES)

EXTRA_DIST += po/en.po
CLEANFILES += $(po_catalogs) po/jalon.pot po/fr.po

all-local: $(po_catalogs)

po/jalon.pot: $(po_sources)
	$(AM_V_GEN)$(MKDIR_P) po && cd $(top_srcdir) && \
	$(XGETTEXT) -L C --from-code=UTF-8 --no-location --add-comments=TRANSLATORS: \
		--keyword=_ --keyword=N_ --keyword=ngettext:1,2 --keyword=P_:1,2 \
		--package-name=jalon --package-version=$(PACKAGE_VERSION) -o - $(po_sources) | \
	sed '/^"POT-Creation-Date:/d; s/charset=CHARSET/charset=UTF-8/' >$(abs_builddir)/po/jalon.pot.new
	$(AM_V_at)mv po/jalon.pot.new $@

po/fr.po: po/jalon.pot
	$(AM_V_GEN)$(MSGEN) po/jalon.pot | \
	sed -e '/^#, fuzzy$$/d' -e 's/^"PO-Revision-Date: .*/"PO-Revision-Date: 2026-01-01 00:00+0000\\n"/' \
		-e 's/^"Last-Translator: .*/"Last-Translator: the authors of jalon\\n"/' \
		-e 's/^"Language-Team: .*/"Language-Team: French\\n"/' -e 's/^"Language: .*/"Language: fr\\n"/' \
		-e 's/^"Plural-Forms: .*/"Plural-Forms: nplurals=2; plural=n > 1;\\n"/' >$@.new
	$(AM_V_at)mv $@.new $@

po/en/LC_MESSAGES/jalon.mo: po/en.po
	$(AM_V_GEN)$(MKDIR_P) po/en/LC_MESSAGES && $(MSGFMT) -o $@ $(top_srcdir)/po/en.po

.PHONY: update-po
update-po: po/jalon.pot
	$(MSGMERGE) --quiet --no-location --no-fuzzy-matching --backup=none --update $(top_srcdir)/po/en.po po/jalon.pot

install-data-local: $(po_catalogs)
	$(MKDIR_P) "$(DESTDIR)$(localedir)/en/LC_MESSAGES"
	$(INSTALL_DATA) po/en/LC_MESSAGES/jalon.mo "$(DESTDIR)$(localedir)/en/LC_MESSAGES/jalon.mo"

uninstall-local:
	rm -f "$(DESTDIR)$(localedir)/en/LC_MESSAGES/jalon.mo"
