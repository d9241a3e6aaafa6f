"""Spreadsheets for the tests (XLSX)."""
import io
import zipfile
from xml.sax.saxutils import escape


def workbook(rows: list[list[str]]) -> bytes:
    """As a spreadsheet program saves it, with shared strings."""
    shared = sorted({cell for row in rows for cell in row if cell})
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(f'<c r="{chr(65 + column)}{number}" t="s"><v>{shared.index(cell)}</v></c>' for column, cell in enumerate(row) if cell)
        lines.append(f'<row r="{number}">{cells}</row>')
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>")
        package.writestr("xl/sharedStrings.xml", f"<sst {space}>{''.join(f'<si><t>{escape(text)}</t></si>' for text in shared)}</sst>")
    return content.getvalue()
