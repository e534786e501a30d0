// Records → bytes of a form file, whatever the syntax.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/core/text/repertoire.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/value/record.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::record {

struct WriteOptions {
    std::optional<text::Encoding> encoding{}; // none: what the syntax says
    text::Characters characters{};            // of CSV; JSON is written as it is
    auto operator<=>(const WriteOptions&) const = default;
};

class DocumentWriter { // of one syntax kind
public:
    virtual ~DocumentWriter() = default;
    virtual void write(const Record& record, std::string& out, diag::Report& report) = 0;
    // What a file begins with before its first document.
    virtual std::string_view head() const { return {}; }
};

class Writer {
public:
    // `form` and `syntax` must outlive the writer.
    Writer(const form::Form& form, const form::Syntax& syntax, WriteOptions options = {});

    // Appends one document: CSV lines with CRLF, or one line of JSON with LF. If nothing is there yet, the
    // head of the file comes first. What the syntax cannot say is in the report; with a finding of severity
    // error the bytes must not be used.
    void write(const Record& record, std::string& out, diag::Report& report) {
        if (out.empty()) {
            out += documents_->head();
        }
        documents_->write(record, out, report);
        report_unnamed(record, *syntax_, report);
    }
    std::string_view head() const { return documents_->head(); }
    text::Encoding encoding() const { return encoding_; } // of CSV; JSON is UTF-8

private:
    const form::Syntax* syntax_;
    text::Encoding encoding_;
    std::unique_ptr<DocumentWriter> documents_;
};

} // namespace renkei::record
