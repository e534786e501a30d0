// Reads and writes files of a form in a test, with everything that was said as text.
#pragma once

#include "gateway/forms/forms/reader.h"
#include "gateway/forms/forms/writer.h"

#include <string>
#include <vector>

namespace renkei::test {

struct ReadFile {
    std::vector<std::string> records; // canonical text
    std::vector<forms::Record> kept;
    std::string said; // "id item [args]" of each finding, joined by " | "
    std::size_t errors = 0;
};
ReadFile read_file(const forms::Form& form, const std::string& syntax, const std::string& bytes,
                   forms::ReadOptions options = {});

struct Written {
    std::string bytes;
    std::string said;
};
Written write_file(const forms::Form& form, const std::string& syntax,
                   const std::vector<forms::Record>& records, forms::WriteOptions options = {});

std::string said(const diag::Report& report);

// Lenient, and the tests' CSV is UTF-8.
forms::ReadOptions leniently();

} // namespace renkei::test
