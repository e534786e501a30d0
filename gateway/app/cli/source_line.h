// A finding about a text file, with its line and a caret below the column.
#pragma once

#include "gateway/core/diag/finding.h"

#include <map>
#include <string>

namespace renkei::cli {

// Reads each file once.
class SourceLines {
public:
    std::string show(const diag::Finding& finding, diag::Language language);

private:
    const std::string& text_of(const std::string& file);
    std::map<std::string, std::string> files_;
};

// All findings of a report, each with its line.
std::string with_source_lines(const diag::Report& report, diag::Language language);

} // namespace renkei::cli
