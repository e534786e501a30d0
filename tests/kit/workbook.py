"""workbook.py REPORT.xlsx TEXT: every cell of the workbook is text, none is a formula, and one holds TEXT."""
import sys
import xml.etree.ElementTree
import zipfile

archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
main = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
targets = [each.get('Target') for each in xml.etree.ElementTree.fromstring(archive.read('xl/_rels/workbook.xml.rels'))]
assert len(targets) == 2
cells = [cell for target in targets for cell in xml.etree.ElementTree.fromstring(archive.read('xl/' + target)).iter(main + 'c')]
assert cells and all(cell.get('t') == 'inlineStr' and cell.find(main + 'f') is None for cell in cells)
texts = [''.join(cell.itertext()) for cell in cells]
assert sys.argv[2] in texts, texts
