// Bytes of a form file → records, document by document, whatever the syntax. Memory does not grow with the
// number of documents.
#pragma once

#include "gateway/forms/record/document_reader.h"
#include "gateway/forms/record/name/file_name_items.h"
#include "gateway/forms/record/value/read_options.h"
#include "gateway/forms/record/value/record.h"

#include <memory>
#include <string>
#include <string_view>

namespace renkei::record {

class Reader {
public:
    // `form`, `syntax` and `bytes` (the whole file) must outlive the reader; records own their text.
    Reader(const form::Form& form, const form::Syntax& syntax, std::string_view bytes,
           ReadOptions options = {});

    // The next document and everything that was odd or wrong about it. With a finding of severity error the
    // record must not be used, but reading can go on. False: no more documents.
    bool next(Record& record, diag::Report& report);

    // For the rules: where an item or a group of the document read last stands or should stand.
    diag::Where where(const ItemLocation& location) const;
    // The document read last as a file of its own, with the header line that it needs.
    std::string original() const { return documents_->original(); }
    Places places() const { // not longer than the reader
        return [this](const ItemLocation& location) { return where(location); };
    }

private:
    void check_version(const Record& record, diag::Report& report);

    const form::Form* form_;
    const form::Syntax* syntax_;
    ReadOptions options_;
    FileNameItems named_;
    bool said_name_ = false;
    std::unique_ptr<DocumentReader> documents_;
    std::string first_version_;
};

} // namespace renkei::record
