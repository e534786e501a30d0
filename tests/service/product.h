// The forms of the product, and inputs for them.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/workspace.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace renkei::service {

const catalogue::Catalogue& product();

// A file of tests/cases/files.
Input file_of_cases(const std::string& name);

// A folder that is empty now and gone at the end.
class Folder {
public:
    Folder();
    ~Folder(); // removes it
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    void write(const std::string& name, std::string_view bytes) const;

private:
    std::filesystem::path path_;
};

} // namespace renkei::service
