// One refusal as a text file: a few edits of the base mapping, and what the loader must say about them.
//
//   # why this is wrong
//   file: checkup/fhir.yaml
//   from: gender: $sex
//   to:   gender: $sx
//   expect: M001 checkup/fhir.yaml: gender: $sx
//
// `from` stands exactly once in the file; \n is a line break, outer spaces do not count. `expect` names the
// message, the file and a text that stands in the line the message must point at (none: the message has no
// line). `with: M012` allows a second message that must follow.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::refuse {

struct Edit {
    std::string file;
    std::string from;
    std::string to;
};

struct EditCase {
    std::string name;
    std::vector<Edit> edits;
    std::string message; // M001
    std::string file;    // where it points
    std::string line;    // a text in that line
    std::vector<std::string> with;
};

std::vector<EditCase> all_cases();

// The base mapping with the edits, in a folder of its own.
class EditedMapping {
public:
    explicit EditedMapping(const EditCase& edit_case);
    EditedMapping(const EditedMapping&) = delete;
    EditedMapping& operator=(const EditedMapping&) = delete;
    ~EditedMapping(); // removes the folder

    const std::filesystem::path& root() const { return root_; }
    // The number of the line in which `text` stands.
    std::uint32_t line_of(const std::string& file, const std::string& text) const;

private:
    std::filesystem::path root_;
};

} // namespace renkei::refuse
