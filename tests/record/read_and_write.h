// Reads and writes files of a form in a test, with everything that was said as text.
#pragma once

#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/writer.h"

#include <string>
#include <vector>

namespace renkei::test {

struct ReadFile {
    std::vector<std::string> records; // canonical text
    std::vector<record::Record> kept;
    std::string said; // "id item [args]" of each finding, joined by " | "
    std::size_t errors = 0;
};
ReadFile read_file(const form::Form& form, const std::string& syntax, const std::string& bytes,
                   record::ReadOptions options = {});

struct SourceText {
    std::string bytes;
    std::string said;
};
SourceText write_file(const form::Form& form, const std::string& syntax,
                      const std::vector<record::Record>& records, record::WriteOptions options = {});

std::string said(const diag::Report& report);

// Lenient, and the tests' CSV is UTF-8.
record::ReadOptions leniently();

} // namespace renkei::test
