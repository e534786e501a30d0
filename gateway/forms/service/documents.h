// The documents of one input, one after the other, each with what was found about it: the loop of all use
// cases.
#pragma once

#include "gateway/forms/service/source.h"

#include <memory>

namespace renkei::service {

class Documents {
public:
    // What keeps the input from being read goes to `report`; then there is no document. `workspace` and
    // `input` must outlive it.
    Documents(Workspace& workspace, const Input& input, const ReadSettings& settings, diag::Report& report);

    bool is_open() const { return source_ != nullptr; } // false: nothing that we know
    // It is not open, or a document so far cannot be used.
    bool has_failed() const { return has_failed_; }

    // Reads the next document into record(). False: there is none.
    bool next();

    // Of the document read last.
    ReadStatus status() const { return status_; }
    bool is_usable() const { return status_ == ReadStatus::document; }
    record::Record& record() const { return workspace_.record(); }
    const diag::Report& found() const { return found_; } // while it was read
    // The rules that it breaks. Where single values were refused: those that can be asked without them.
    diag::Report broken_rules() const;

    const RecordSource& source() const { return *source_; } // is_open() must hold

private:
    Workspace& workspace_;
    std::unique_ptr<RecordSource> source_;
    ReadStatus status_ = ReadStatus::end;
    diag::Report found_;
    bool has_failed_;
};

} // namespace renkei::service
