"""The rows of the matrix as cells that the policies are asked about. Nothing but the cells is read from the table."""
import csv
from dataclasses import dataclass, replace

DECIDING = "2026-03-18"


@dataclass(frozen=True)
class Cell:
    edition: str
    kind: str
    column: str
    relation: str
    right: str
    conditions: tuple
    in_hub: bool
    settled: bool = False

    @property
    def name(self):
        return f"{self.edition}/{self.kind}/{self.column}/{self.relation}/{self.right}"

    def entity(self):
        return {"uid": {"type": "Cell", "id": self.name}, "parents": [],
                "attrs": {"edition": self.edition, "kind": self.kind, "column": self.column, "relation": self.relation, "right": self.right,
                          "conditions": list(self.conditions), "in_hub": self.in_hub, "settled": self.settled}}


def read_cells(path):
    with open(path, encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    cells = [Cell(row["edition"], row["kind"], row["column"], row["relation"], row["right"],
                  tuple(row["conditions"].split()), row["in_hub"] == "yes") for row in rows]
    # A right of the deciding edition, not the author's, in a column where 2025-03 could not be read (O5).
    unknown = {(cell.kind, cell.column) for cell in cells if cell.edition == "2025-03" and cell.right == "unknown"}
    return [replace(cell, settled=True) if cell.edition == DECIDING and cell.relation != "author" and (cell.kind, cell.column) in unknown else cell
            for cell in cells]
