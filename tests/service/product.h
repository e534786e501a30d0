// The forms of the product, and inputs for them.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/workspace.h"

#include "tests/support/folder.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace renkei::service {

const catalogue::Catalogue& product();

// A file of the text cases.
Input file_of_cases(const std::string& name);

class Folder : public test::Folder {
public:
    void write(const std::string& name, std::string_view bytes) const;
};

} // namespace renkei::service
