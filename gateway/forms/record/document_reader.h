// Inside of reader.h: what every kind of syntax can do with a file, and the makers.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/value/read_options.h"
#include "gateway/forms/record/value/record.h"

#include <memory>
#include <string>
#include <string_view>

namespace renkei::record {

class DocumentReader {
public:
    virtual ~DocumentReader() = default;
    // False: no more. `record` is empty.
    virtual bool next(Record& record, diag::Report& report) = 0;
    // Where an item or a group of the document read last stands or should stand.
    virtual diag::Where where(const ItemLocation& location) const = 0;
    // The document read last as a file of its own.
    virtual std::string original() const = 0;
};

std::unique_ptr<DocumentReader> csv_documents(const form::Form& form, const form::Syntax& syntax,
                                              std::string_view bytes, const ReadOptions& options);
std::unique_ptr<DocumentReader> json_documents(const form::Form& form, const form::Syntax& syntax,
                                               std::string_view bytes, const ReadOptions& options);

} // namespace renkei::record
