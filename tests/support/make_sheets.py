#!/usr/bin/python3
"""Workbooks by hand, part by part: usual ones, and ones that no spreadsheet program would write. make_sheets.py FOLDER"""
import os
import sys
import zipfile

folder = sys.argv[1]
MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACK = 'http://schemas.openxmlformats.org/package/2006/relationships'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def write(name, parts, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(os.path.join(folder, name), 'w', method) as pack:
        for path, text in parts.items():
            # One time for all, so that one content gives one file.
            info = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            with pack.open(info, 'w') as out:
                for piece in [text] if isinstance(text, str) else text:
                    out.write(piece.encode())


def xlsx(name, rows, shared='', after='', sheets=None, method=zipfile.ZIP_STORED, **more):
    """rows: the XML of the sheet's rows, a text or pieces of one."""
    sheets = sheets or [('Liste', '')]
    parts = {
        '[Content_Types].xml': HEAD + '<Types/>',
        '_rels/.rels': HEAD + f'<Relationships xmlns="{PACK}"><Relationship Id="rId1" Type="{RELS}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml': HEAD + f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>'
        + ''.join(f'<sheet name="{label}" sheetId="{i + 1}" {state} r:id="rId{i + 1}"/>'
                  for i, (label, state) in enumerate(sheets)) + '</sheets></workbook>',
        'xl/_rels/workbook.xml.rels': HEAD + f'<Relationships xmlns="{PACK}">'
        + ''.join(f'<Relationship Id="rId{i + 1}" Type="{RELS}/worksheet" Target="worksheets/sheet{i + 1}.xml"/>'
                  for i in range(len(sheets)))
        + f'<Relationship Id="rIdT" Type="{RELS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="rIdS" Type="{RELS}/styles" Target="styles.xml"/></Relationships>',
        'xl/styles.xml': HEAD + f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="00000"/>'
        '<numFmt numFmtId="165" formatCode="dd/mm/yyyy;@"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
        '<xf numFmtId="165"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        'xl/sharedStrings.xml': HEAD + f'<sst xmlns="{MAIN}">{shared}</sst>' if isinstance(shared, str) else shared,
    }
    pieces = [rows] if isinstance(rows, str) else rows

    def sheet():
        yield HEAD + f'<worksheet xmlns="{MAIN}"><sheetData>'
        yield from pieces
        yield f'</sheetData>{after}</worksheet>'
    parts['xl/worksheets/sheet1.xml'] = sheet()
    parts.update(more)
    write(name, {path: text for path, text in parts.items() if text is not None}, method)


def ods(name, rows, styles='', method=zipfile.ZIP_STORED):
    names = ' '.join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in
                     (('office', 'office'), ('table', 'table'), ('text', 'text'), ('style', 'style')))
    pieces = [rows] if isinstance(rows, str) else rows

    def content():
        yield HEAD + f'<office:document-content {names}>{styles}<office:body><office:spreadsheet>'
        yield '<table:table table:name="Liste">'
        yield from pieces
        yield '</table:table></office:spreadsheet></office:body></office:document-content>'
    write(name, {'mimetype': 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': content()}, method)


def text(cell, words):
    return f'<c r="{cell}" t="inlineStr"><is><t>{words}</t></is></c>'


TITLES = '<row r="1">' + ''.join(text(f'{c}1', t) for c, t in
                                 zip('ABCD', ('Prénom', 'Nom', 'Date de naissance', 'Code postal'))) + '</row>'
ONE = '<row r="2">' + text('A2', 'Ada') + text('B2', 'ESSAI') + '<c r="C2" s="1"><v>33000</v></c><c r="D2" s="2"><v>1000</v></c></row>'


def cells(*words):
    return ''.join(f'<table:table-cell office:value-type="string"><text:p>{w}</text:p></table:table-cell>' for w in words)


ODS_TITLES = '<table:table-row>' + cells('Prénom', 'Nom', 'Date de naissance', 'Code postal') + '</table:table-row>'
ODS_ONE = ('<table:table-row>' + cells('Ada', 'ESSAI')
           + '<table:table-cell office:value-type="date" office:date-value="1990-05-07"><text:p>07/05/90</text:p></table:table-cell>'
           '<table:table-cell office:value-type="float" office:value="1000"><text:p>01000</text:p></table:table-cell></table:table-row>')

# ---- usual ----
xlsx('usual.xlsx', TITLES + ONE)
ods('usual.ods', ODS_TITLES + ODS_ONE + '<table:table-row table:number-rows-repeated="1048574"/>')
# Rich and phonetic texts, an escape, texts shared, a truth, a fault, formulas, merged cells, rows left out.
xlsx('rich.xlsx', '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
     '<row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="D4"><f>A1+1</f></c>'
     '<c r="E4" t="str"><f>A1</f><v>calculé</v></c></row><row r="5"><c r="A5"/><c r="C5"><v>1.85057812345678E+14</v></c></row>',
     shared='<si><r><t>Pré</t></r><r><t>nom</t></r><rPh><t>x</t></rPh></si><si><t>Nom_x000D__x00e9_</t></si>',
     after='<mergeCells count="1"><mergeCell ref="A4:A6"/></mergeCells>')
ods('rich.ods', ODS_TITLES + '<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2">'
    '<text:p>a<text:s text:c="3"/>b<text:tab/><text:span>c</text:span></text:p><text:p>d</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-repeated="3" office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p>'
    '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:covered-table-cell/>'
    + cells('x') + '</table:table-row>')

# ---- hostile ----
LAUGHS = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
xlsx('laughs.xlsx', TITLES, **{'xl/sharedStrings.xml': HEAD + LAUGHS + f'<sst xmlns="{MAIN}"><si><t>&b;</t></si></sst>'})
xlsx('outside.xlsx', TITLES, **{'xl/styles.xml': HEAD + OUTSIDE + f'<styleSheet xmlns="{MAIN}">&a;</styleSheet>'})
xlsx('back.xlsx', TITLES + '<row r="9"/><row r="3"/>')
xlsx('column.xlsx', TITLES + '<row r="2">' + text('XFD2', 'loin') + '</row>')
xlsx('nowhere.xlsx', TITLES + '<row r="2"><c r="A2" t="s"><v>99999999</v></c></row>')
xlsx('no-sheet.xlsx', TITLES, sheets=[('A', 'state="hidden"')])
xlsx('lost-sheet.xlsx', TITLES, **{'xl/worksheets/sheet1.xml': None})
xlsx('deep.xlsx', '<row r="1">' + '<x>' * 5000 + '</x>' * 5000 + '</row>')
xlsx('cut.xlsx', TITLES)
with open(os.path.join(folder, 'cut.xlsx'), 'r+b') as f:
    f.truncate(os.path.getsize(f.name) // 2)
write('archive.zip', {'lisez-moi.txt': 'rien'})
ods('wide.ods', ODS_TITLES + '<table:table-row><table:table-cell table:number-columns-repeated="1000000" office:value-type="string">'
    '<text:p>x</text:p></table:table-cell></table:table-row>')
ods('broken.ods', ODS_TITLES + '<table:table-row>')
if len(sys.argv) > 2:
    # Large once unpacked, small as files.
    PACKED = zipfile.ZIP_DEFLATED
    blank = ' ' * (1 << 20)
    xlsx('bomb.xlsx', (blank for _ in range(100)), method=PACKED)
    ods('bomb.ods', (blank for _ in range(100)), method=PACKED)
    ods('rows.ods', ODS_TITLES + '<table:table-row table:number-rows-repeated="1048576">' + cells('x') + '</table:table-row>')
    many = (f'<row r="{i + 1}">' + text(f'A{i + 1}', f'P{i}') + text(f'B{i + 1}', f'N{i}') + '</row>' for i in range(1, 30001))
    xlsx('many.xlsx', (piece for source in ([TITLES], many) for piece in source), method=PACKED)
