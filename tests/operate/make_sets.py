"""make_sets.py FIXTURES FOLDER COUNT: files of so many care plans (第1・2・3表, 利用者補足情報), each of a person of its own."""
import sys
from datetime import datetime, timedelta
from pathlib import Path

fixtures, folder, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
ends = "9970100013_43_9970100047_15"
templates = {
    "UP1KYO": "careplan1/UP1KYO_9970100013_43_9970101011_11_20260301091501.CSV",
    "UP2KYO": "careplan2/UP2KYO_9970100013_43_9970101011_11_20260301091501.CSV",
    "UP3KYO": "careplan3/UP3KYO_9970100013_43_9970101011_11_20260301091501.CSV",
    "UPHOSOKU_000000": "careplan_supplement/UPHOSOKU_000000_9970100013_43_9970100047_15_20260301091502.CSV",
}
contents = {mark: (fixtures / path).read_bytes() for mark, path in templates.items()}
folder.mkdir(parents=True, exist_ok=True)
for number in range(count):
    stamp = (datetime(2026, 3, 1) + timedelta(seconds=number)).strftime("%Y%m%d%H%M%S")
    person = b"%010d" % (3_000_000 + number)
    for mark, content in contents.items():
        file = folder / f"{mark}_{ends}_{stamp}.CSV"
        file.write_bytes(content.replace(b"0000001016", person))
