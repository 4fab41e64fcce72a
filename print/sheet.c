/* Pages and rows. */
#include "print/sheet.h"

#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "print/lang.h"

#define FAMILY "DejaVu Sans"
#define BODY 9.0
#define LARGE 11.5
#define SMALL 7.5
#define GREY 0.35
#define HAIR 0.4
#define WHOLE_MAX 120.0		/* a row up to this high is not cut while a page has room for it */

/* ---- text ---- */

PangoLayout *sheet_layout(const struct sheet *s, const char *text, double width, double size, bool bold)
{
	PangoLayout *layout = pango_cairo_create_layout(s->cr);
	/* Paper has no pixels to which letters would have to be moved. */
	pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
	PangoFontDescription *font = pango_font_description_from_string(FAMILY);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	if (bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, 1.15F);
	/* A letter for each letter: what stands for two of them is not read aloud by all readers. */
	PangoAttrList *attributes = pango_attr_list_new();
	pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

double sheet_height(PangoLayout *layout)
{
	int height = 0;
	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static void show(struct sheet *s, PangoLayout *layout, double x, double y, double grey)
{
	if (s->drawing) {
		cairo_set_source_rgb(s->cr, grey, grey, grey);
		cairo_move_to(s->cr, x, y);
		pango_cairo_show_layout(s->cr, layout);
	}
	g_object_unref(layout);
}

static void line(struct sheet *s, double y)
{
	if (!s->drawing)
		return;
	cairo_set_source_rgb(s->cr, 0.6, 0.6, 0.6);
	cairo_set_line_width(s->cr, HAIR);
	cairo_move_to(s->cr, SHEET_SIDE, y);
	cairo_line_to(s->cr, SHEET_SIDE + SHEET_INNER, y);
	cairo_stroke(s->cr);
}

/* ---- structure ---- */

void sheet_begin(struct sheet *s, const char *tag)
{
	if (s->drawing)
		cairo_tag_begin(s->cr, tag, NULL);
}

void sheet_end(struct sheet *s, const char *tag)
{
	if (s->drawing)
		cairo_tag_end(s->cr, tag);
}

/* ---- pages ---- */

/* %1 and %2 of PAPER_PAGES. */
static void put_pages(const struct sheet *s, struct buf *out)
{
	for (const char *p = paper_note(s->paper, PAPER_PAGES); *p;) {
		enum jal_err err = JAL_OK;
		if (p[0] == '%' && (p[1] == '1' || p[1] == '2')) {
			err = buf_printf(out, "%u", p[1] == '1' ? s->page : s->pages);
			p += 2;
		} else
			err = buf_putc(out, (uint8_t)*p++);
		if (err)
			return;
	}
}

static void frame(struct sheet *s)
{
	const double foot = SHEET_HEIGHT - SHEET_BOTTOM + 14;
	struct buf pages = BUF_INIT;
	put_pages(s, &pages);
	line(s, foot - 4);
	show(s, sheet_layout(s, paper_note(s->paper, PAPER_FOOT), SHEET_INNER * 0.8, SMALL, false), SHEET_SIDE, foot, GREY);
	show(s, sheet_layout(s, paper_note(s->paper, PAPER_MARK), SHEET_INNER * 0.8, SMALL, false), SHEET_SIDE, foot + 12,
	     GREY);
	PangoLayout *right = sheet_layout(s, buf_str(&pages), SHEET_INNER * 0.2, SMALL, false);
	pango_layout_set_alignment(right, PANGO_ALIGN_RIGHT);
	show(s, right, SHEET_SIDE + SHEET_INNER * 0.8, foot, GREY);
	if (s->page > 1 && *paper_note(s->paper, PAPER_HEAD)) {
		show(s, sheet_layout(s, paper_note(s->paper, PAPER_HEAD), SHEET_INNER, SMALL, false), SHEET_SIDE,
		     SHEET_TOP - 22, GREY);
		line(s, SHEET_TOP - 9);
	}
	buf_free(&pages);
}

static void begin_page(struct sheet *s)
{
	s->page++;
	s->y = SHEET_TOP;
	s->fresh = true;
	if (s->page > SHEET_PAGES_MAX)
		s->err = JAL_ERR_LIMIT;
	frame(s);
}

static void next_page(struct sheet *s)
{
	if (s->drawing)
		cairo_show_page(s->cr);
	begin_page(s);
}

static double left_of(const struct sheet *s)
{
	return SHEET_HEIGHT - SHEET_BOTTOM - s->y;
}

void sheet_turn(struct sheet *s)
{
	if (!s->fresh && !s->err)
		next_page(s);
}

void sheet_need(struct sheet *s, double height)
{
	if (left_of(s) < height)
		sheet_turn(s);
}

/* ---- rows ---- */

/* One cell on its way down the pages. */
struct flow {
	PangoLayoutIter *at;	/* the line that comes next */
	bool over;
};

static double line_height(struct flow *f)
{
	PangoRectangle box;
	int low = 0, high = 0;
	pango_layout_iter_get_line_yrange(f->at, &low, &high);
	pango_layout_iter_get_line_extents(f->at, NULL, &box);
	return (double)(high - low > box.height ? high - low : box.height) / PANGO_SCALE;
}

/* Draws the lines that fit from y on; how far down it came. */
static double pour(struct sheet *s, struct flow *f, const struct sheet_cell *c, double y, bool first)
{
	while (!f->over) {
		const double height = line_height(f);
		if (y + height > SHEET_HEIGHT - SHEET_BOTTOM && !first)
			break;
		first = false;
		if (s->drawing) {
			PangoRectangle box;
			pango_layout_iter_get_line_extents(f->at, NULL, &box);
			const int base = pango_layout_iter_get_baseline(f->at);
			int low = 0;
			pango_layout_iter_get_line_yrange(f->at, &low, NULL);
			cairo_set_source_rgb(s->cr, c->grey, c->grey, c->grey);
			cairo_move_to(s->cr, SHEET_SIDE + c->x + (double)box.x / PANGO_SCALE,
				      y + (double)(base - low) / PANGO_SCALE);
			pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(f->at));
		}
		y += height;
		f->over = !pango_layout_iter_next_line(f->at);
	}
	return y;
}

static void turn_within(struct sheet *s)
{
	next_page(s);
	if (s->again && !s->err)
		s->again(s, s->again_ctx);
}

void sheet_row(struct sheet *s, const char *tag, struct sheet_cell *cells, size_t n, double before, double after,
	       bool rule)
{
	struct flow flow[SHEET_CELLS] = { { 0 } };
	double height = 0;
	for (size_t i = 0; i < n; i++) {
		const double h = sheet_height(cells[i].layout);
		height = h > height ? h : height;
		flow[i].at = pango_layout_get_iter(cells[i].layout);
	}
	if (!s->fresh)
		s->y += before;
	if (height > left_of(s) && height <= WHOLE_MAX && !s->fresh)
		turn_within(s);
	bool over = false;
	while (!over && !s->err) {
		double low = s->y;
		over = true;
		if (tag)
			sheet_begin(s, tag);
		for (size_t i = 0; i < n; i++) {
			sheet_begin(s, cells[i].tag);
			const double y = pour(s, &flow[i], &cells[i], s->y, s->fresh);
			sheet_end(s, cells[i].tag);
			low = y > low ? y : low;
			over = over && flow[i].over;
		}
		if (tag)
			sheet_end(s, tag);
		s->fresh = false;
		s->y = low;
		if (!over)
			turn_within(s);
	}
	s->y += after;
	if (rule && !s->err)
		line(s, s->y - after / 2);
	for (size_t i = 0; i < n; i++) {
		pango_layout_iter_free(flow[i].at);
		g_object_unref(cells[i].layout);
	}
}

/* ---- the file ---- */

static cairo_status_t take(void *closure, const unsigned char *data, unsigned int n)
{
	struct buf *out = closure;
	return buf_put(out, data, n) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void pass(struct sheet *s, void (*fill)(struct sheet *s), bool drawing)
{
	s->drawing = drawing;
	s->page = 0;
	begin_page(s);
	sheet_begin(s, "Document");
	fill(s);
	sheet_end(s, "Document");
	if (!drawing)
		s->pages = s->page;
}

enum jal_err sheet_print(const struct paper *p, void (*fill)(struct sheet *s), struct buf *out, unsigned *pages)
{
	struct sheet s = { .paper = p, .body = strcmp(paper_note(p, PAPER_PRINT), "large") == 0 ? LARGE : BODY };
	char day[DATE_ISO_MAX], stamp[DATE_ISO_MAX + sizeof("T00:00:00")] = "";
	(void)snprintf(stamp, sizeof(stamp), "%sT00:00:00", date_iso(paper_day(p), day));
	s.surface = cairo_pdf_surface_create_for_stream(take, out, SHEET_WIDTH, SHEET_HEIGHT);
	/* Later versions hide the file's own structure in compressed objects; nothing here needs them. */
	cairo_pdf_surface_restrict_to_version(s.surface, CAIRO_PDF_VERSION_1_4);
	cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_TITLE, paper_note(p, PAPER_NAME));
	cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_CREATOR, "jalon");
	/* The day that was given, not now: one content gives one file. */
	cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_CREATE_DATE, stamp);
	s.cr = cairo_create(s.surface);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_set_font_options(s.cr, options);
	cairo_font_options_destroy(options);
	pass(&s, fill, false);
	if (!s.err)
		pass(&s, fill, true);
	cairo_destroy(s.cr);
	cairo_surface_finish(s.surface);
	if (!s.err && cairo_surface_status(s.surface) != CAIRO_STATUS_SUCCESS)
		s.err = JAL_ERR_IO;
	cairo_surface_destroy(s.surface);
	if (!s.err)
		s.err = lang_add(out, paper_note(p, PAPER_LANG));
	if (!s.err)
		*pages = s.page;
	return s.err;
}
