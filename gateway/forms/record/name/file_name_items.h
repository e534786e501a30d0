// The items that stand only in the name of a file: one name serves all documents of the file.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/value/read_options.h"
#include "gateway/forms/record/value/record.h"

#include <string>
#include <vector>

namespace renkei::record {

class FileNameItems {
public:
    // `form` must outlive it. A syntax whose columns hold all items has none.
    FileNameItems(const form::Form& form, const form::Syntax& syntax, const ReadOptions& options);

    void add_to(Record& record) const;
    // What is odd or wrong about the name; where it stands is not in it.
    const diag::Report& findings() const { return findings_; }

private:
    struct NamedValue {
        form::ItemId item;
        std::string text; // canonical
    };

    void read(const form::Syntax& syntax, std::string_view name, ReadMode read_mode);
    void read_advised(const form::Syntax& syntax, std::string_view name, const ReadOptions& options);
    void read_part(const form::NamePart& part, std::string_view text, ReadMode read_mode);

    const form::Form* form_;
    std::vector<NamedValue> values_;
    diag::Report findings_;
};

} // namespace renkei::record
