#include "tests/refuse/edit_case.h"

#include "gateway/core/base/file.h"

#include "tests/refuse/mapping_folder.h"
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

namespace renkei::refuse {
namespace {

std::string text_of(const fs::path& path) {
    auto read = base::read_file(path);
    EXPECT_TRUE(read) << path;
    return read ? *read : "";
}

std::string with_breaks(std::string text) {
    for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at + 1)) {
        text.replace(at, 2, "\n");
    }
    return text;
}

std::size_t count(const std::string& text, const std::string& wanted) {
    std::size_t out = 0;
    for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
        ++out;
    }
    return out;
}

// "M001 checkup/fhir.yaml: text in the line"
void read_expectation(const std::string& value, EditCase& out) {
    std::istringstream words(value);
    words >> out.message >> out.file;
    std::getline(words, out.line);
    out.line = with_breaks(out.line.erase(0, out.line.find_first_not_of(' ')));
    if (!out.file.empty() && out.file.back() == ':') {
        out.file.pop_back();
    }
}

EditCase read_case(const fs::path& path) {
    EditCase out;
    out.name = path.stem().string();
    std::istringstream lines(text_of(path));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(':');
        if (line.empty() || line[0] == '#' || colon == std::string::npos) {
            continue;
        }
        const std::string key = line.substr(0, colon);
        const std::size_t start = line.find_first_not_of(' ', colon + 1);
        const std::string value = start == std::string::npos ? "" : line.substr(start);
        if (key == "file") {
            out.edits.push_back({value, {}, {}});
        } else if (key == "from" || key == "to") {
            (key == "from" ? out.edits.back().from : out.edits.back().to) = with_breaks(value);
        } else if (key == "expect") {
            read_expectation(value, out);
        } else if (key == "with") {
            out.with.push_back(value);
        } else {
            ADD_FAILURE() << path << ": unknown key " << key;
        }
    }
    return out;
}

} // namespace

std::vector<EditCase> all_cases() {
    std::vector<EditCase> out;
    for (const fs::directory_entry& entry : fs::directory_iterator(RENKEI_SOURCE "/tests/refuse/cases")) {
        out.push_back(read_case(entry.path()));
    }
    std::ranges::sort(out, {}, &EditCase::name);
    return out;
}

EditedMapping::EditedMapping(const EditCase& edit_case)
    : root_(fs::temp_directory_path() / ("renkei-refuse-" + std::to_string(getpid()))) {
    fs::remove_all(root_);
    fs::copy(base_mapping(), root_, fs::copy_options::recursive);
    for (const Edit& edit : edit_case.edits) {
        std::string text = text_of(root_ / edit.file);
        EXPECT_EQ(count(text, edit.from), 1U)
            << edit_case.name << ": '" << edit.from << "' must stand once in " << edit.file;
        text.replace(std::min(text.find(edit.from), text.size()), edit.from.size(), edit.to);
        EXPECT_TRUE(base::write_file(root_ / edit.file, text, base::Overwrite::yes));
    }
}

EditedMapping::~EditedMapping() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

std::uint32_t EditedMapping::line_of(const std::string& file, const std::string& text) const {
    const std::string whole = text_of(root_ / file);
    EXPECT_EQ(count(whole, text), 1U) << "'" << text << "' must stand once in " << file;
    const std::size_t at = whole.find(text);
    return at == std::string::npos
               ? 0
               : static_cast<std::uint32_t>(
                     std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1);
}

} // namespace renkei::refuse
