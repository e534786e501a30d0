"""failures.py REPORT.html [VERDICT...]: the cases that the page says did not pass, each once; the page is safe to open. VERDICT: only those."""
import html.parser
import sys

wanted = sys.argv[2:] or ['failed', 'missing', 'unreadable']
text = open(sys.argv[1], encoding='utf-8').read()
assert "default-src 'none'" in text and '<script' not in text


class Rows(html.parser.HTMLParser):
    """The first two cells of each row: the class of the first is the verdict, the second begins with the id."""
    def __init__(self):
        super().__init__()
        self.verdict, self.cell, self.out = '', 0, []

    def handle_starttag(self, tag, attrs):
        self.cell = 0 if tag == 'tr' else self.cell + (tag == 'td')
        if tag == 'td' and self.cell == 1:
            self.verdict = dict(attrs).get('class', '')
        if tag == 'bdi' and self.cell == 2:
            self.cell = 2.5

    def handle_data(self, data):
        if self.cell == 2.5:
            if self.verdict in wanted and data not in self.out:
                self.out.append(data)
            self.cell = 2.75


rows = Rows()
rows.feed(text)
for name in rows.out:
    print(name)
