// Documents that take back others: deletions (`deletes:` of a form), and those that replace a document with
// all that belongs to it.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/record/value/record.h"
#include "gateway/network/documents/parsed_document.h"

namespace renkei::documents {

// What the record takes back, and how a document that would take it back is called. Its sender is named.
void set_deletions(ParsedDocument& parsed, const store::Hash& key, const catalogue::Catalogue& catalogue,
                   const record::Record& record);

} // namespace renkei::documents
